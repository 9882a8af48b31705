### 채팅에서 하는 일: 답하기, 반응하기, 내 글 고치기, 되짚어 보기.

reaction-sad = 슬픔
line-more = { $name } 님의 글로 할 수 있는 일
line-menu = 이 글
line-edited = (고침)
line-deleted = 지운 글이에요.
line-reactions = 이 글에 달린 반응
reacted-by = { $reaction }: { $names }
somebody = 어떤 분
reply = 답하기
copy-line = 복사
line-copied = 복사했어요.
line-not-copied = 브라우저가 복사를 막고 있어요. 글을 골라 직접 복사해 주세요.
edit-line = 고치기
delete-line = 지우기
delete-line-question = 모두에게서 이 글을 지울까요? 글이 있었다는 표시만 남아요.
delete-line-now = 지우기
keep-line = 그대로 두기
answers = 답하는 글:
answering = { $name } 님께 답하기
quoted-earlier = 앞서 쓴 글
editing = 내 글을 고치고 있어요
save-line = 저장
cancel = 그만두기
mention-offers = 부를 수 있는 사람
unread-from-here = 여기부터 새 글
older-lines = 앞선 글 더 보기
older-loading = 앞선 글을 가져오고 있어요…
line-too-far = 너무 오래전 글이라 그 자리로 갈 수 없어요. 내용은 찾은 글에서 볼 수 있어요.
typing-one = { $name } 님이 쓰고 있어요
typing-two = { $one } 님과 { $other } 님이 쓰고 있어요
typing-many = { $count }명이 쓰고 있어요

## 찾기

search-chat = 채팅에서 찾기
search-words = 찾을 말
search-hint = 지금까지 쓴 글에서 찾기
search-now = 찾기
search-results = 찾은 글
search-found = { $count ->
    [0] 찾는 글이 없어요. 다른 말로 찾아볼까요?
   *[other] { $count }개를 찾았어요
}
search-found-more = 가까운 글부터 { $count }개를 찾았어요
search-older = 더 앞에서 찾기

## 화면을 귀로 듣는 분께

news-mentioned = { $name } 님이 나를 불렀어요: { $words }
news-line-reaction = { $name } 님이 내 글에 반응했어요: { $reaction }
