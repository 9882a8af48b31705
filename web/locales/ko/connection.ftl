### 연결이 어떤지, 내 연결을 위해 무엇을 하는지 알려요.

my-connection = 내 연결
connection-is-good = 내 연결은 좋아요.
connection-is-fair = 내 연결이 조금 흔들려요.
connection-is-poor = 내 연결이 약해요.
connection-poor = 내 연결이 약해요. 소리가 끊길 수 있어요.
video-paused = 내 연결이 약해요. 목소리를 또렷하게 지키려고 영상을 멈췄어요.
video-returns = 좋아지면 영상은 저절로 다시 켜져요.
connection-why = 까닭 보기
person-quality-fair = 연결이 흔들려요
person-quality-poor = 연결이 약해요

## 내 연결, 한 줄씩

row-voice = 목소리
row-own-video = 내 영상
row-received = 받는 영상
voice-off = 꺼져 있어요
voice-clear = 또렷해요
voice-choppy = 끊겨요
voice-unheard = 들리지 않아요
own-video-off = 꺼져 있어요
own-video-clear = 또렷해요
own-video-soft = 흐려요
own-video-paused = 쉬는 중
received-none = 지금은 없어요
received-clear = 또렷해요
received-soft = 흐려요
received-off = 소리만 받아요
what-helps = 지금 해 볼 것
helps-nearer = 공유기에 가까이 가거나 선을 꽂아요
helps-downloads = 다른 기기의 내려받기를 멈춰요
sound-only = 소리만 받기
others-fine = 다른 분들의 연결은 괜찮아요.
others-weak = 다른 { $count }명의 연결이 약해요.
copy-details = 담당자에게 보낼 내용 복사
details-copied = 복사했어요

## 아무도 내 말을 듣지 못할 때

voice-mending = 내 목소리가 닿지 않아 다시 잇고 있어요.
nobody-hears-you = 아무도 내 목소리를 듣지 못해요. 다른 마이크를 고르거나 화면을 새로 고쳐 보세요.
other-microphone = 마이크 고르기

## 소리와 영상 길이 막혔을 때

blocked-title = 소리와 영상이 지나가지 못해요
blocked-why = 인터넷은 되는데 영상 길이 막혀 있어요. 회사나 학교의 방화벽일 때가 많아요.
blocked-kept-place = 방에 들어와 있고 자리는 그대로예요
blocked-kept-chat = 글은 평소처럼 주고받을 수 있어요
blocked-step-mobile = 휴대전화 데이터로 바꿔 다시 해 봐요
blocked-step-support = 안 되면 망을 관리하는 분께 이 서버로 가는 UDP를 열어 달라고 해요
go-on-writing = 글로 이어 가기
