import { describe, expect, it } from "vitest";
import { html } from "../../../src/report/html/html.js";

describe("html", () => {
  it("escapes text", () => {
    expect(html`<b>${`<i>"&'`}</b>`.text).toBe("<b>&lt;i&gt;&quot;&amp;&#39;</b>");
  });

  it("leaves HTML made by itself as it is", () => {
    expect(html`<p>${html`<b>${"&"}</b>`}</p>`.text).toBe("<p><b>&amp;</b></p>");
  });

  it("writes a list one after another and undefined not at all", () => {
    expect(html`${["<", undefined, html`<br />`, 3]}`.text).toBe("&lt;<br />3");
  });
});
