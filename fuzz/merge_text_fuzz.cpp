// Any three texts: the same result whichever side is which, and an edit of one side alone stands.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "engine/base/assert.hpp"
#include "engine/base/bytes.hpp"
#include "engine/merge/text_merge.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 2) return 0;
    const std::string_view text = wedsync::as_text({data + 2, size - 2});
    const std::size_t first = text.size() * data[0] / 255;
    const std::size_t second = first + (text.size() - first) * data[1] / 255;
    const std::string_view base = text.substr(0, first);
    const std::string_view left = text.substr(first, second - first);
    const std::string_view right = text.substr(second);
    const auto merged = wedsync::merge::merge_text(base, left, right);
    WEDSYNC_ASSERT(merged == wedsync::merge::merge_text(base, right, left));
    const auto one_side = wedsync::merge::merge_text(base, left, base);
    WEDSYNC_ASSERT(!one_side || *one_side == left);
    return 0;
}
