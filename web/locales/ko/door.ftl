### 방 문 앞에서, 그리고 나온 뒤.

present-at-door = { $count ->
    [0] 아직 아무도 없어요
   *[other] 지금 { $count }명이 있어요
}
your-name = 부를 이름
avatar = 아바타
other-avatars = 다른 아바타 보기
join = 들어가기
joining = 들어가고 있어요…
kept = { $hours ->
    [24] 목소리와 영상은 남지 않고, 글은 모두 나가고 하루가 지나면 지워져요.
   *[other] 목소리와 영상은 남지 않고, 글은 모두 나가고 { $hours }시간이 지나면 지워져요.
}
only-you-see-this = 나에게만 보여요
use-these = 이대로 쓰기

## 장치

microphone-off = 꺼짐 · 들리지 않아요
camera-off = 꺼짐 · 아바타로 보여요
device-starting = 켜고 있어요…
device-missing = 찾지 못했어요
microphone-denied-title = 브라우저가 마이크를 막고 있어요
camera-denied-title = 브라우저가 카메라를 막고 있어요
denied-step-open = 주소창 왼쪽의 설정 그림을 눌러요
microphone-denied-step-allow = 마이크를 ‘허용’으로 바꿔요
camera-denied-step-allow = 카메라를 ‘허용’으로 바꿔요
denied-step-return = 돌아와서 ‘다시 해 보기’를 눌러요
without-devices = 없어도 듣고 글로 이야기할 수 있어요.

## 다정한 이름: 두 줄에서 하나씩

friendly-name = { $adjective } { $noun }
friendly-adjectives = 느긋한, 다정한, 햇살 같은, 조용한, 씩씩한, 포근한, 궁금한, 용감한, 즐거운, 차분한
friendly-nouns = 꿀벌, 여우, 수달, 참새, 다람쥐, 토끼, 고래, 까치, 사슴, 거북이

## 아바타

avatar-amara = 아마라
avatar-bee = 꿀벌
avatar-bora = 보라
avatar-dain = 다인
avatar-fox = 여우
avatar-halmoni = 할머니
avatar-haru = 하루
avatar-juno = 주노
avatar-mina = 미나
avatar-nour = 누르
avatar-seon = 선
avatar-star = 별

## 끝난 뒤

to-the-city = 마당으로
left-title = 함께해 주셔서 고마워요
left-sentence = 실수로 나왔나요? 자리는 아직 비어 있어요.
come-back = 다시 들어가기
replaced-title = 다른 창에서 들어와 있어요
replaced-sentence = 이 방을 다른 곳에서 열어서, 이 창은 쉬고 있어요.
use-here = 여기서 쓰기
room-ended-title = 방이 끝났어요
room-ended-sentence = 함께해 주셔서 고마워요. 목소리와 영상은 남지 않았어요.
room-full-title = 지금은 자리가 다 찼어요
room-full-sentence = { $room } · { $seats }자리
lost-title = 방과 이어지지 않아요
lost-sentence = 연결이 돌아오지 않았어요. 보낸 글은 방에 그대로 있어요.
