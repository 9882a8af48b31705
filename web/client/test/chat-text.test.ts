/** What in a line may be opened, who is meant in it, and whom one may mean. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { piecesOf, safeAddress } from "../src/chat-text.js";
import { completionAt, mentionedIds, mentionsIn } from "../src/mentions.js";

const PEOPLE = [
  { id: "1", name: "Ann" },
  { id: "2", name: "Anna" },
  { id: "3", name: "느긋한 꿀벌" },
  { id: "4", name: "보라" },
  { id: "5", name: "Ann" },
];

const links = (text: string): string[] =>
  piecesOf(text, []).flatMap((piece) => (piece.kind === "link" ? [piece.text] : []));
const named = (text: string): string[] => mentionsIn(text, PEOPLE).map(({ name }) => name);
const offered = (text: string, caret = text.length): string[] =>
  completionAt(text, caret, PEOPLE)?.people.map(({ name }) => name) ?? [];

test("addresses of the web are found without the sentence around them", () => {
  const cases: readonly (readonly [string, readonly string[]])[] = [
    ["see https://example.com/a?b=c#d.", ["https://example.com/a?b=c#d"]],
    ["(https://example.com/a_(b))", ["https://example.com/a_(b)"]],
    ["[http://localhost:8000/x], and HTTPS://EXAMPLE.COM!", ["http://localhost:8000/x", "HTTPS://EXAMPLE.COM"]],
    ["https://example.com에서 만나요", ["https://example.com"]],
    ["https://ko.wikipedia.org/wiki/서울을 보세요", ["https://ko.wikipedia.org/wiki/서울을"]],
    ["https://example.com/map?q=서울역", ["https://example.com/map?q=서울역"]],
    ["https://한국.kr/안내", ["https://한국.kr/안내"]],
    ["<https://example.com>", ["https://example.com"]],
    ["https://", []],
    ["http://[", []],
  ];
  for (const [text, expected] of cases) assert.deepEqual(links(text), expected, text);
});

test("nothing but the web is opened, and nothing that hides where it goes", () => {
  for (const text of [
    "javascript:alert(1)",
    "data:text/html,x",
    "file:///etc/passwd",
    "ftp://example.com",
    "https://bank.example@evil.example/",
    "https://user:secret@evil.example",
    "https:example.com",
    "//example.com",
  ]) {
    assert.deepEqual(links(text), [], text);
  }
  assert.equal(safeAddress("javascript:alert(1)"), null);
});

test("marks that turn the order of reading around are no part of an address", () => {
  assert.deepEqual(links("https://example.com/\u2067cod.exe"), ["https://example.com/"]);
});

test("all pieces together are the text as it was written", () => {
  for (const text of ["<b>@Ann</b> https://a.example, @보라가 @nobody", "@Ann@Anna", "@@Ann https://x.example@Ann", ""])
    assert.equal(piecesOf(text, PEOPLE).map((piece) => piece.text).join(""), text);
});

test("very long lines are read in no time", () => {
  const begin = performance.now();
  for (const part of ["https://a", "https://((((", "@Ann", "https://x.example/가", "/"]) piecesOf(part.repeat(4_000 / part.length), PEOPLE);
  assert.ok(performance.now() - begin < 1_000);
});

test("the longest name that fits is meant, in Latin letters a whole one", () => {
  assert.deepEqual(named("@Anna and @Ann, @Annabel"), ["Anna", "Ann"]);
  assert.deepEqual(named("@느긋한 꿀벌이랑 @보라님"), ["느긋한 꿀벌", "보라"]);
  assert.deepEqual(named("@ann @nobody @"), []);
});

test("everybody of one name is meant, and each once", () => {
  assert.deepEqual(mentionedIds("@Ann @Ann @보라", PEOPLE), ["1", "4", "5"]);
  const many = Array.from({ length: 30 }, (_, at) => ({ id: String(at), name: "Kim" }));
  assert.equal(mentionedIds("@Kim", many).length, 20);
});

test("names are offered for what stands between an @ and the caret", () => {
  assert.deepEqual(offered("@"), ["Ann", "Anna", "느긋한 꿀벌", "보라", "Ann"]);
  assert.deepEqual(offered("hello @an"), ["Ann", "Anna", "Ann"]);
  assert.deepEqual(offered("@꿀"), ["느긋한 꿀벌"]);
  assert.deepEqual(offered("@느긋한 꿀"), ["느긋한 꿀벌"]);
  assert.deepEqual(offered("@보라 "), []);
  assert.deepEqual(offered("me@an"), []);
  assert.deepEqual(offered("@an later", 3), ["Ann", "Anna", "Ann"]);
  assert.deepEqual(offered("no sign"), []);
});

test("a name that a Mac typed in pieces is offered too", () => {
  assert.deepEqual(offered("@" + "보라".normalize("NFD")), ["보라"]);
});
