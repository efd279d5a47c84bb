/** This project's measurements, and what follows for one machine of the fleet (four processors, c6i.xlarge or similar). */
export const rates = {
  /** README: decoding and features from memory, two threads together */
  filesPerSecOfTwoThreads: 731,
  /** docs/full-data-set.md: processor time of a file from S3, relative to decoding and features alone */
  s3Factor: 1.31,
  /** mean of the 960 real recordings of 16 actors */
  wavBytes: 407_566,
  processors: 4,
  /** baseline bandwidth of a c6i.xlarge: 1.562 Gbit/s; it may burst to 12.5 for some minutes */
  networkBytesPerSec: 1.562e9 / 8,
  /** docs/full-data-set.md: keys per second of one S3 listing */
  listedKeysPerSec: 10_000,
  /** keys of one page of a listing */
  pageSize: 1_000,
  /** a row as Parquet */
  rowBytes: 750,
} as const;

/** Files per second of one machine: limited by its processors or its network, whichever is slower. */
export const filesPerSecOfMachine = {
  byProcessors: (rates.processors * rates.filesPerSecOfTwoThreads) / 2 / rates.s3Factor,
  byNetwork: rates.networkBytesPerSec / rates.wavBytes,
} as const;

export interface Workload {
  readonly name: string;
  /** contents of the bucket */
  readonly bytes: number;
  readonly keys: number;
  /** number of keys that are fetched; the others are recognised by their names */
  readonly wavs: number;
  readonly machines: number;
  /** parallel listings (--prefix) */
  readonly listings: number;
  readonly filesPerJob: number;
  /** machines that search and fit; beyond a few hundred thousand rows, the rows themselves are the result */
  readonly trainMachines: number;
}

const ravdess = { bytes: 24.8e9, keys: 7_356, wavs: 2_452 } as const;
const tenTerabytes = 10e12;
const times = tenTerabytes / ravdess.bytes;

export const workloads: readonly Workload[] = [
  {
    name: "24.8 GB: RAVDESS as published",
    ...ravdess,
    machines: 1,
    listings: 1,
    filesPerJob: 32,
    trainMachines: 1,
  },
  {
    name: "10 TB of the same mix",
    bytes: tenTerabytes,
    keys: Math.round(ravdess.keys * times),
    wavs: Math.round(ravdess.wavs * times),
    machines: 4,
    listings: 1,
    filesPerJob: 256,
    trainMachines: 0,
  },
  {
    name: "10 TB of WAV alone",
    bytes: tenTerabytes,
    keys: Math.round(tenTerabytes / rates.wavBytes),
    wavs: Math.round(tenTerabytes / rates.wavBytes),
    machines: 20,
    listings: 4,
    filesPerJob: 256,
    trainMachines: 0,
  },
];
