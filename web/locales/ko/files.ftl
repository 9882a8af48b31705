### 파일: 올리는 것과 방에 놓인 것.

files = 파일
attach = 파일 붙이기
unseen-files = 새 파일 { $count }개
shared-files = 함께 보는 파일
files-empty-title = 탁자가 비어 있어요
files-empty = 여기로 끌어 놓거나 붙여 넣거나 골라 주세요. 한 개에 { $limit }까지 올릴 수 있어요.
kept-files = { $hours ->
    [24] 파일은 방과 함께, 모두 나가고 하루가 지나면 지워져요.
   *[other] 파일은 방과 함께, 모두 나가고 { $hours }시간이 지나면 지워져요.
}
file-facts = { $who } · { $when } · { $size }
file-facts-until = { $who } · { $when } · { $size } · { $until }까지
file-picture = 사진: { $name }
file-download = { $name } 내려받기
file-remove = { $name } 거두기
file-remove-question = 거둘까요? 이제 아무도 열 수 없어요.
file-remove-yes = 거두기
file-remove-no = 그대로 두기
drop-here = 놓으면 바로 나눠요
drop-note = 이 방의 모두가 열 수 있어요.
pasted-picture = 사진 { $time }
news-shared = { $name } 님이 파일을 올렸어요: { $file }

## 올리는 중

uploads = 올리는 파일
uploads-more = 그리고 { $count }개 더
uploads-cancel-all = 모두 그만두기
upload-share = { $whole } 중 { $part }
upload-left-s = { $seconds }초쯤
upload-left-min = { $minutes }분쯤
upload-going = { $share } · { $left }
upload-waiting = { $size } · 차례를 기다려요
upload-paused = { $share }에서 멈춤
upload-cut = { $share } · 다시 이어지면 저절로 올려요
upload-lost = { $share }까지 올렸어요 · 파일을 다시 고르면 이어져요
upload-pause = { $name } 잠시 멈추기
upload-resume = { $name } 이어 올리기
upload-choose-again = { $name } 다시 고르기
upload-cancel = { $name } 그만두기
upload-put-away = { $name } 지우기
upload-limit = { $size }예요. { $limit }까지 올릴 수 있어요.
upload-share-screen = 화면 나누기
upload-another = 다른 파일
file-unreadable = 이 파일을 더 읽을 수 없어요. 다시 골라 주세요. 폴더는 zip으로 묶으면 돼요.
