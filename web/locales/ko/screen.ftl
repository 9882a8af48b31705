### 함께 보는 화면과 타일, 방의 모습과 소리.

## 화면 보여 주기

share = 공유
share-impossible = 이 브라우저에서는 화면을 보여 줄 수 없어요. 컴퓨터에서는 할 수 있어요.
own-screen = 다른 분들이 보는 내 화면
own-screen-preview = 다른 분들에게 내 화면이 이렇게 보여요.
screen-of = { $name } 님의 화면
stop-sharing = 그만 보여 주기
screen-denied = 시스템이 화면을 보여 주지 못하게 막고 있어요. 시스템의 개인정보 설정에서 허용하고 다시 해 보세요.
screen-failed = 화면을 보여 주지 못했어요. 다른 창이나 탭으로 해 보세요.
person-shares = 화면을 보여 주는 중
somebody-shares = { $name } 님이 화면을 보여 주고 있어요.
see-it = 보러 가기
news-shares = { $name } 님이 화면을 보여 주기 시작했어요
news-shares-no-more = { $name } 님이 화면을 그만 보여 줘요
news-own-screen = 모두가 내 화면을 보고 있어요
news-own-screen-over = 이제 내 화면은 아무에게도 보이지 않아요

## 타일

large-tiles = 크게 보기
tile-menu = { $name }: 할 수 있는 일
pin = 크게 두기
full-screen = 전체 화면
speaker-large = 말하는 사람 크게
picture-in-picture = 다른 창 위에 작게 띄우기

## 모습과 소리

high-contrast = 고대비
sounds = 오가는 소리
