// Any text as the definition of a form, with what follows a zero byte as answers: refused, or
// judged; and what is kept of the answers is judged the same again.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "engine/base/assert.hpp"
#include "modules/forms/check.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    namespace forms = wedsync::forms;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const std::size_t end = text.find('\0');
    const auto read = forms::parse_definition(text.substr(0, end));
    if (!read.ok()) return 0;
    const forms::Definition& definition = read.value();
    WEDSYNC_ASSERT(definition.questions.size() <= forms::kQuestionsMax);
    const std::string_view rest =
        end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
    const boost::json::object answers = forms::parse_answers(rest);
    const std::vector<bool> shown = forms::visible(definition, answers);
    WEDSYNC_ASSERT(shown.size() == definition.questions.size());
    const boost::json::object kept = forms::asked_answers(definition, answers);
    WEDSYNC_ASSERT(forms::visible(definition, kept) == shown);
    for (const forms::Problem& problem : forms::validate(definition, kept))
        WEDSYNC_ASSERT(problem.code != forms::ProblemCode::kNotAsked);
    WEDSYNC_ASSERT(forms::parse_answers(forms::answers_text(kept)) == kept ||
                   forms::answers_text(kept).size() > forms::kAnswersBytesMax);
    return 0;
}
