/** Built-in browsers of other apps: known by what they say, left by the way that each system has. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { inAppBrowser, outsideAddress, type InApp } from "../src/in-app.js";

const ANDROID = "Mozilla/5.0 (Linux; Android 14; SM-S921N; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/126.0.0.0 Mobile Safari/537.36";
const IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148";
const PAGE = "https://talk.example:8443/r/AbC_1?lang=ko";

describe("a built-in browser", () => {
  const cases: readonly (readonly [string, InApp])[] = [
    [`${ANDROID} KAKAOTALK 2410420`, { app: "kakaotalk", system: "android" }],
    [`${IPHONE} KAKAOTALK 10.8.5`, { app: "kakaotalk", system: "ios" }],
    [`${ANDROID} NAVER(inapp; search; 1100; 12.6.2)`, { app: "naver", system: "android" }],
    [`${IPHONE} Safari/604.1 NAVER(inapp; search; 2100; 12.8.1; 15PRO)`, { app: "naver", system: "ios" }],
    [`${ANDROID} Instagram 334.0.0.42.95 Android (34/14; 480dpi)`, { app: "instagram", system: "android" }],
    [`${IPHONE} Instagram 334.0.4.32.98 (iPhone15,2; iOS 17_5; ko_KR)`, { app: "instagram", system: "ios" }],
    [`${ANDROID} [FB_IAB/FB4A;FBAV/467.0.0.47.84;]`, { app: "facebook", system: "android" }],
    [`${IPHONE} [FBAN/FBIOS;FBAV/467.0.0.47.84;FBDV/iPhone15,2]`, { app: "facebook", system: "ios" }],
    [`${ANDROID} Line/14.8.0/IAB`, { app: "line", system: "android" }],
    [`${IPHONE} Safari Line/14.8.0`, { app: "line", system: "ios" }],
  ];
  for (const [agent, expected] of cases) {
    it(`of ${expected.app} on ${expected.system} is recognised`, () => assert.deepEqual(inAppBrowser(agent), expected));
  }

  const ownBrowsers = {
    "Chrome on Android": "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36",
    "Samsung Internet": "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/25.0 Chrome/121.0.0.0 Mobile Safari/537.36",
    Safari: `${IPHONE.replace(" Mobile", " Version/17.5 Mobile")} Safari/604.1`,
    Whale: "Mozilla/5.0 (Linux; Android 14; SM-S921N) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/122.0.0.0 Whale/1.0.0.0 Crosswalk/28.122.0.10 Mobile Safari/537.36",
    Firefox: "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    "a name that only begins alike": "Mozilla/5.0 (X11; Linux x86_64) Lineage/3 InstagramLike",
  };
  for (const [name, agent] of Object.entries(ownBrowsers)) {
    it(`is not seen in ${name}`, () => assert.equal(inAppBrowser(agent), null));
  }
});

describe("the way out", () => {
  const encoded = encodeURIComponent(PAGE);
  const cases: readonly (readonly [InApp, string])[] = [
    [{ app: "kakaotalk", system: "android" }, `kakaotalk://web/openExternal?url=${encoded}`],
    [{ app: "kakaotalk", system: "ios" }, `kakaotalk://web/openExternal?url=${encoded}`],
    [{ app: "line", system: "ios" }, `${PAGE}&openExternalBrowser=1`],
    [{ app: "instagram", system: "ios" }, `x-safari-${PAGE}`],
    [
      { app: "naver", system: "android" },
      "intent://talk.example:8443/r/AbC_1?lang=ko#Intent;scheme=https;action=android.intent.action.VIEW;" +
        `package=com.android.chrome;S.browser_fallback_url=${encoded};end`,
    ],
  ];
  for (const [inApp, expected] of cases) {
    it(`of ${inApp.app} on ${inApp.system} leads to the same page`, () => {
      assert.equal(outsideAddress(inApp, PAGE), expected);
    });
  }

  it("is only told in words where there is none, or no https", () => {
    assert.equal(outsideAddress({ app: "facebook", system: "other" }, PAGE), null);
    assert.equal(outsideAddress({ app: "naver", system: "ios" }, "http://192.168.0.5:8080/r/x"), null);
  });

  it("cannot be widened by what stands in the address", () => {
    const address = outsideAddress({ app: "naver", system: "android" }, "https://talk.example/r/x?lang=ko;end#Intent;package=evil;end");
    assert.equal(address?.match(/package=/g)?.length, 1);
    assert.equal(address?.match(/#Intent;/g)?.length, 1);
  });
});
