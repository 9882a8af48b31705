### 들어오는 길, 그리고 방이 없는 곳.

city-title = 어디서 만날까요?
city-about = 마당은 그림 속 방에 둘러앉아 이야기하는 곳이에요. 가입도 설치도 없이 바로 들어가요.
start-a-room = 방 열기
starting-a-room = 문을 열고 있어요…
start-failed = 방을 열지 못했어요. 잠시 뒤에 다시 해 주세요.
start-restricted = 이 마당의 방은 운영하는 분이 열어요. 링크가 있으면 바로 들어갈 수 있어요.
link-label = 링크를 받았어요
link-hint = 받은 링크 붙여 넣기
link-go = 들어가기
link-unreadable = 방으로 가는 링크가 아니에요. 링크를 통째로 붙여 넣어 주세요.
without-script = 목소리와 영상을 나누려면 자바스크립트가 필요해요. 이 사이트에 허용해 주세요.
wrong-link-title = 이 링크로 갈 방이 없어요
wrong-link-sentence = 방이 끝났거나, 주소 끝이 잘렸을 수 있어요.
wrong-link-step-whole = 받은 글에서 링크를 통째로 다시 눌러요
wrong-link-step-ask = 그래도 안 되면 초대한 분께 새 링크를 부탁해요
wrong-link-promise = 누구의 방인지는 알려 드리지 않아요. 서로를 지키기 위해서예요.
look-around = 마당 둘러보기
error-page-title = 지금은 안 됐어요
error-page-code = 도와주는 분께 알려 주세요: { $code }
