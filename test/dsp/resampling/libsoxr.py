"""The real libsoxr: float32 samples from standard input, resampled, to standard output. Arguments: both rates in Hz."""
import array, ctypes, sys

class Quality(ctypes.Structure):
    _fields_ = [(name, ctypes.c_double) for name in ("precision", "phase", "passband", "stopband")]
    _fields_ += [("error", ctypes.c_void_p), ("flags", ctypes.c_ulong)]

soxr = ctypes.CDLL("libsoxr.so.0")
soxr.soxr_quality_spec.restype = Quality
soxr.soxr_oneshot.restype = ctypes.c_char_p
HQ = 4
if len(sys.argv) == 3:
    from_rate, to_rate = map(float, sys.argv[1:])
    samples = array.array("f", sys.stdin.buffer.read())
    n = len(samples)
    result = (ctypes.c_float * int(n * to_rate / from_rate + 0.5))()
    done = ctypes.c_size_t()
    quality = soxr.soxr_quality_spec(ctypes.c_ulong(HQ), ctypes.c_ulong(0))
    error = soxr.soxr_oneshot(
        ctypes.c_double(from_rate), ctypes.c_double(to_rate), ctypes.c_uint(1),
        (ctypes.c_float * n).from_buffer(samples), ctypes.c_size_t(n), None,
        result, ctypes.c_size_t(len(result)), ctypes.byref(done), None, ctypes.byref(quality), None)
    if error:
        sys.exit(error.decode())
    sys.stdout.buffer.write(bytes(result)[:4 * done.value])
