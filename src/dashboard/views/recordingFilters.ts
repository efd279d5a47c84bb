import { type Html, html } from "../../report/html/html.js";

/** Fields that choose recordings of a run; the browser offers its emotions and speakers. */
export const recordingFilters: Html = html`<label>
    Search
    <input
      type="search"
      name="text"
      maxlength="200"
      placeholder="part of a name"
      autocomplete="off"
      spellcheck="false"
    />
  </label>
  <label>
    Emotion
    <select name="emotion">
      <option value="">any</option>
    </select>
  </label>
  <label>
    Gender
    <select name="gender">
      <option value="">any</option>
      <option>woman</option>
      <option>man</option>
    </select>
  </label>
  <label>
    Speaker
    <select name="speaker">
      <option value="">any</option>
    </select>
  </label>`;

/** Buttons to page through a list, and the current page. */
export const pageButtons: Html = html`<div class="actions">
  <button type="button" class="quiet" data-previous disabled>Previous</button>
  <button type="button" class="quiet" data-next disabled>Next</button>
  <span data-which role="status"></span>
</div>`;
