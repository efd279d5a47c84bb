import { InputError } from "../shared/errors.js";

/** Sound of a kind that our own reader of its format does not know; ffmpeg may. Says what it is. */
export class ForeignSoundError extends InputError {
  constructor(message: string, options?: ErrorOptions) {
    super("unsupported-audio", message, options);
  }
}
