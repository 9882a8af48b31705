### 다른 앱 안에서 링크가 열렸을 때, 그리고 안전하지 않은 주소일 때.

in-app-title = { $app } 안에서 열렸어요
in-app-why = 여기서는 마이크와 카메라가 끊길 수 있어요. 쓰던 브라우저로 열면 또렷해요.
in-app-open = 브라우저로 열기
in-app-by-menu = 열리지 않으면 점 세 개나 공유 그림을 누르고 ‘다른 브라우저로 열기’를 골라요.
in-app-only-by-menu = 점 세 개나 공유 그림을 누르고 ‘다른 브라우저로 열기’를 고르거나, 링크를 복사해 브라우저에 붙여 넣어요.
in-app-stay = 여기서 듣고 글로 이야기하기
in-app-copied = 복사했어요. 브라우저 주소창에 붙여 넣어요.
in-app-not-copied = 이 앱에서는 복사할 수 없어요. 주소를 길게 눌러 복사해요.
copy-link = 복사

app-kakaotalk = 카카오톡
app-naver = 네이버 앱
app-instagram = 인스타그램
app-facebook = 페이스북
app-line = 라인

## HTTPS가 아닐 때: 브라우저가 장치를 내주지 않아요

insecure-title = 마이크와 카메라는 안전한 주소에서만 켜져요
insecure-sentence = 지금 주소는 http://로 시작해요. 들어가서 듣고 글로 이야기하거나, https:// 주소를 물어봐요.
insecure-operator = 직접 운영한다면 --tls self-signed로 켜요.
microphone-insecure = 마이크는 https:// 주소에서만 켜져요. 듣고 글로 이야기할 수 있어요.
device-insecure = https:// 주소가 필요해요
