### 방 안에서.

madang = 마당
scene = 장면
seats = 자리
tiles = 모두
self = 나
close = 닫기
back = 돌아가기
try-again = 다시 해 보기

## 무대 위

view = 보기
view-space = 공간
view-work = 작업
people-count = { $count }명
not-recorded = 녹화 안 함
page-before = 앞 쪽
page-after = 다음 쪽

## 도구 줄과 그 차림

tools = 도구
microphone = 마이크
microphone-brief = 마이크
camera = 카메라
hand = 손들기
react = 반응
chat = 채팅
people = 사람들
more = 더보기
leave = 나가기
unread = 새 글 { $count }개
reactions = 반응
reactions-note = 몇 초 떠올랐다 사라져요. 말을 끊지 않아요.
reaction-heart = 마음
reaction-clap = 박수
reaction-laugh = 웃음
reaction-wow = 놀람
reaction-thumb = 좋아요
devices = 장치 고르기
speaker = 소리 나는 곳
level = 소리 크기
device-unnamed = 장치 { $number }
devices-empty = 마이크나 카메라를 한 번 켜면 여기서 고를 수 있어요.
language = 언어
look = 화면
look-light = 밝게
look-dark = 어둡게
look-system = 기기대로
copy-invitation = 초대 링크 복사
invitation-copied = 복사했어요. 함께할 분들께 붙여 넣어 보내세요.
invitation-here = 이 링크를 보내면 여기로 들어와요: { $link }

## 사람들

participants = 함께 있는 사람
person-self = { $name }(나)
person-speaking = 말하는 중
person-muted = 마이크 꺼짐
person-heard = 마이크 켜짐
person-camera = 카메라 켬
person-hand = 손들었음, { $place }번째
person-reaction = 반응: { $reaction }
person-reconnecting = 다시 잇는 중
hand-tag = 손 { $place }
who-hears = 이 방을 듣는 사람은 모두 여기 있어요.
alone-title = 먼저 오셨네요
alone = 링크를 보내면 한 번 눌러 바로 들어와요.

## 채팅

chat-messages = 채팅 글
message = 메시지
message-hint = 따뜻한 한마디
send = 보내기
room-opened-at = { $time }에 문이 열렸어요
kept-lines = { $hours ->
    [24] 글은 모두 나가고 하루가 지나면 지워져요.
   *[other] 글은 모두 나가고 { $hours }시간이 지나면 지워져요.
}
chat-empty-title = 첫마디를 건네 볼까요?
chat-empty = { $count ->
    [1] 나중에 오는 분도 읽을 수 있어요.
   *[other] 지금 있는 { $count }명이 함께 봐요.
}
first-line-hello = 안녕하세요!
first-line-heard = 잘 들려요
first-line-new = 처음 왔어요
line-pending = 보내는 중…
drop-line = 지우기
new-lines-below = 새 글이 있어요

## 방이 위에서 건네는 말

reconnecting = 다시 잇고 있어요. 쓴 글은 남아 있고, 이어지면 저절로 보내요.
microphone-denied = 브라우저가 마이크를 막고 있어요. 주소창 옆 그림에서 허용하고 다시 해 보세요.
microphone-missing = 마이크를 찾지 못했어요. 듣고 글로 이야기할 수 있고, 꽂은 뒤 다시 해 보면 돼요.
microphone-busy = 다른 프로그램이 마이크를 쓰고 있어요. 거기서 끄고 다시 해 보세요.
camera-denied = 브라우저가 카메라를 막고 있어요. 주소창 옆 그림에서 허용하고 다시 해 보세요.
camera-missing = 카메라를 찾지 못했어요. 그동안 아바타로 보여요.
camera-busy = 다른 프로그램이 카메라를 쓰고 있어요. 거기서 끄고 다시 해 보세요.
standing = 자리보다 { $count }명이 더 와 있어요.
see-everybody = 모두 보기
tap-to-hear = 눌러서 소리 듣기
sound-blocked = 브라우저가 소리를 기다리게 했어요. 한 번만 누르면 돼요.
speaks-now = 지금은 { $name } 님이 말하고 있어요

## 화면을 귀로 듣는 분께

news-in = { $count ->
    [1] 들어왔어요. 아직 다른 분은 없어요.
   *[other] 들어왔어요. 나까지 { $count }명이 있어요.
}
news-came = { $name } 님이 들어왔어요
news-went = { $name } 님이 나갔어요
news-hand = { $name } 님이 손을 들었어요
news-wrote = { $name } 님의 글: { $words }
news-connected = 다시 이어졌어요
