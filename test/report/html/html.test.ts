import { describe, expect, test } from "vitest";
import { html } from "../../../src/report/html/html.js";

describe("html", () => {
  test("escapes text", () => {
    expect(html`<b>${`<i>"&'`}</b>`.text).toBe("<b>&lt;i&gt;&quot;&amp;&#39;</b>");
  });

  test("leaves its own HTML unchanged", () => {
    expect(html`<p>${html`<b>${"&"}</b>`}</p>`.text).toBe("<p><b>&amp;</b></p>");
  });

  test("concatenates lists and omits undefined", () => {
    expect(html`${["<", undefined, html`<br />`, 3]}`.text).toBe("&lt;<br />3");
  });
});
