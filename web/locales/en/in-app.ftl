### Where a link was opened inside another app, and where a page is not secure.

in-app-title = Opened inside { $app }
in-app-why = Here the microphone and camera may fail. Your own browser is clearer.
in-app-open = Open in my browser
in-app-by-menu = If nothing opens, press the three dots or the share sign and choose your browser there.
in-app-only-by-menu = Press the three dots or the share sign and choose your browser there, or copy the link and paste it into your browser.
in-app-stay = Stay here: listen and write
in-app-copied = Copied. Paste it into the address line of your browser.
in-app-not-copied = This app does not allow copying. Press the address for a while and copy it from there.
copy-link = Copy

app-kakaotalk = KakaoTalk
app-naver = the Naver app
app-instagram = Instagram
app-facebook = Facebook
app-line = LINE

## No HTTPS: the browser gives out no devices

insecure-title = Microphone and camera need a secure address
insecure-sentence = This one begins with http://. You can come in to listen and write, or ask for an address with https://.
insecure-operator = If you run this Madang: start it with --tls self-signed.
microphone-insecure = Your microphone needs an address with https://. You can listen and write.
device-insecure = Needs https://
