import { InputError } from "../shared/errors.js";

/** Sound that our own reader of its format does not support, but ffmpeg may; the message names it. */
export class ForeignSoundError extends InputError {
  constructor(message: string, options?: ErrorOptions) {
    super("unsupported-audio", message, options);
  }
}
