### 오류 코드마다 한 문장: 무슨 일이 있었고, 이제 무엇을 하면 되는지.

error-malformed = 서버와 서로 알아듣지 못했어요. 화면을 새로 고쳐 주세요.
error-version = 마당이 새로워졌어요. 화면을 새로 고치면 바로 이어져요.
error-not-joined = 아직 방에 들어오기 전이에요. 다시 들어와 주세요.
error-already-joined = 이미 이 방에 들어와 있어요.
error-token-invalid = 문 앞에서 오래 기다리셨네요. 화면을 새로 고치고 들어와 주세요.
error-token-used = 이미 한 번 쓴 입장이에요. 화면을 새로 고치고 들어와 주세요.
error-name-invalid = 부를 이름을 1자에서 40자 사이로 적어 주세요.
error-room-full = 지금은 자리가 다 찼어요. 잠시 뒤에 다시 와 주세요.
error-room-ended = 이 방은 끝났어요.
error-not-allowed = 여기서는 할 수 없는 일이에요. 방을 연 분께 부탁해 보세요.
error-not-found = 찾는 것이 여기 없어요. 주소를 다시 확인해 주세요.
error-resume-refused = 오래 끊겨서 자리를 지키지 못했어요. 다시 들어와 주세요.
error-sdp-invalid = 브라우저의 소리와 영상 정보를 읽지 못했어요. 화면을 새로 고쳐 주세요.
error-text-invalid = 보내지 못했어요. 글은 1자에서 4,000자까지예요.
error-too-fast = 조금 빨랐어요. 잠깐 쉬었다가 다시 해 주세요.
error-too-large = 한 번에 보내기에는 커요. 나누어 보내 주세요.
error-replaced = 다른 창에서 들어와서, 이 창은 쉬고 있어요.
error-too-slow = 연결이 느려 따라오지 못했어요. 다시 들어와 주세요.
error-key-needed = 여기서 방을 만들려면 열쇠가 필요해요. 이 서버를 돌보는 분께 여쭤 보세요.
error-theme-unknown = 그런 테마는 없어요. 다른 테마를 골라 주세요.
error-unavailable = 지금은 서버가 답하지 못해요. 잠시 뒤에 다시 해 주세요.
