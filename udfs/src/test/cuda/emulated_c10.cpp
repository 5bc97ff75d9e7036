// What TorchStream.java calls of libtorch's c10::cuda, with the same declarations, which writes down what it was told.
#include <cstdint>

struct CUstream_st;

namespace c10 {
using DeviceIndex = int8_t;
enum class DeviceType : int8_t { CPU = 0, CUDA = 1 };
struct Device {
  DeviceType type;
  DeviceIndex index;
};
class Stream {
 public:
  Stream(Device device, int64_t id) : device_(device), id_(id) {}
  Device device() const { return device_; }
  int64_t id() const { return id_; }

 private:
  Device device_;
  int64_t id_;
};

namespace cuda {
class CUDAStream {
 public:
  explicit CUDAStream(Stream stream) : stream_(stream) {}
  Stream unwrap() const { return stream_; }

 private:
  Stream stream_;
};

CUDAStream getStreamFromExternal(CUstream_st *stream, DeviceIndex device) {
  return CUDAStream(Stream({DeviceType::CUDA, device}, reinterpret_cast<int64_t>(stream)));
}
CUDAStream getDefaultCUDAStream(DeviceIndex device) { return CUDAStream(Stream({DeviceType::CUDA, device}, 0)); }

static thread_local Stream current({DeviceType::CPU, -1}, -1);
void setCurrentCUDAStream(CUDAStream stream) { current = stream.unwrap(); }
}  // namespace cuda
}  // namespace c10

extern "C" void current_stream(int64_t *to) {
  to[0] = static_cast<int64_t>(c10::cuda::current.device().type);
  to[1] = c10::cuda::current.device().index;
  to[2] = c10::cuda::current.id();
}
