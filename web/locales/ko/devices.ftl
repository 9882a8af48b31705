### 마이크, 스피커, 카메라: 고르고, 들어 보고, 바뀐 것을 알려요.

sound-and-camera = 소리와 카메라
try-speaker = 들어 보기
reduce-noise = 둘레 소리 줄이기
cancel-echo = 내 스피커 소리가 되울리지 않게
push-to-talk = 스페이스를 누르는 동안만 말하기
camera-to-back = 내 앞쪽 보여 주기
camera-to-front = 다시 나 보여 주기
echo-test = 내 소리 들어 보기
echo-stop = 그만하기
echo-about = 3초 동안 담아서 나에게만 들려줘요. 이 기기 밖으로 나가지 않아요.
echo-recording = 지금 말해 보세요…
echo-recording-heard = 지금 말해 보세요… 마이크가 켜져 있어 다른 분들께도 들려요.
echo-playing = 이렇게 들려요.
echo-failed = 마이크나 스피커에서 소리가 나지 않았어요. 다른 것을 고르고 다시 해 보세요.

## 이야기하는 동안

device-came = { $label } 장치를 꽂았어요.
use-it = 이걸로 쓰기
microphone-went = { $label } 장치가 빠졌어요. 이제 { $now }(으)로 말해요.
speaker-went = { $label } 장치가 빠졌어요. 이제 { $now }(으)로 들어요.
microphone-held = { $label }에서 소리가 나지 않아요. 장치의 스위치가 꺼졌거나 다른 프로그램이 쓰고 있으니 거기서 켜 주세요.
camera-held = { $label }에서 영상이 나오지 않아요. 덮개가 닫혔거나 다른 프로그램이 쓰고 있어요. 그동안 아바타로 보여요.
you-are-muted = 말하고 계신데 마이크가 꺼져 있어요.
unmute = 켜기
muted-hold-space = 마이크가 꺼져 있어요. 스페이스를 누른 채 말해 주세요.
hold-space = 스페이스를 누르는 동안 말할 수 있어요
