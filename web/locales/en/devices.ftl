### Microphone, speaker and camera: choosing, trying, and what happens to them.

sound-and-camera = Sound and camera
try-speaker = Try it
reduce-noise = Reduce noise around me
cancel-echo = Keep my speaker out of my microphone
push-to-talk = Speak while Space is held
camera-to-back = Show what is in front of me
camera-to-front = Show me again
echo-test = Hear myself
echo-stop = Stop
echo-about = Three seconds are recorded and played to you. Nothing of it leaves this device.
echo-recording = Say something now…
echo-recording-heard = Say something now… Your microphone is on: the others hear you, too.
echo-playing = This is how you sound.
echo-failed = That did not work: the microphone or the speaker gave nothing. Choose another one and try again.

## While one talks

device-came = { $label } is plugged in.
use-it = Use it
microphone-went = { $label } is gone. You now speak through { $now }.
speaker-went = { $label } is gone. You now hear through { $now }.
microphone-held = { $label } gives no sound: its own switch is off, or another program has it. Switch it on there.
camera-held = { $label } gives no picture: its cover is closed, or another program has it. The others see your avatar.
you-are-muted = You are speaking, but your microphone is off.
unmute = Switch it on
muted-hold-space = Hold Space while you speak: your microphone is off.
hold-space = Hold Space to speak
