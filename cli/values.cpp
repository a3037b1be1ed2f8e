// Values between the command line, people and JSON: the second half of Records.
#include <cmath>

#include "cli/failure.hpp"
#include "cli/number_text.hpp"
#include "cli/records.hpp"

#include "engine/base/overloaded.hpp"
#include "engine/json/number.hpp"
#include "importers/date_time.hpp"

namespace wedsync::cli {
namespace {

[[noreturn]] void fail_to_parse(const FieldSchema& field, const std::string& text,
                                const std::string& wanted) {
    throw Failure(ExitCode::kBadInput, field.name + ": \"" + text + "\" is not " + wanted,
                  "Nothing was changed.");
}

Value parse_time(const FieldSchema& field, const std::string& text) {
    if (const auto time = importers::parse_date_time(text)) return time->utc_ms;
    if (const auto date = importers::parse_date(text)) return *date;
    fail_to_parse(field, text, "a time like 2027-06-12T14:00:00Z or 2027-06-12");
}

Value parse_boolean(const FieldSchema& field, const std::string& text) {
    if (text == "true" || text == "yes" || text == "1") return true;
    if (text == "false" || text == "no" || text == "0") return false;
    fail_to_parse(field, text, "true or false");
}

Value parse_real(const FieldSchema& field, const std::string& text) {
    char* end = nullptr;
    const double number = std::strtod(text.c_str(), &end);
    if (end != text.c_str() + text.size() || !std::isfinite(number)) {
        fail_to_parse(field, text, "a number");
    }
    return make_real(number);
}

}  // namespace

std::string hex_text(BytesView bytes) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string text;
    for (const std::uint8_t byte : bytes) {
        text.push_back(kDigits[byte >> 4U]);
        text.push_back(kDigits[byte & 0x0fU]);
    }
    return text;
}

std::string hex_text(std::uint64_t number) {
    Bytes bytes;
    for (unsigned shift = 64; shift > 0; shift -= 8)
        bytes.push_back(static_cast<std::uint8_t>(number >> (shift - 8)));
    return hex_text(bytes);
}

std::string time_text(std::int64_t ms) {
    return importers::date_time_text(ms, ms % 1'000 != 0);
}

Value Records::parse(ScopeId scope, const FieldSchema& field, const std::string& text) {
    if (text.empty()) return {};
    Value value;
    switch (field.type) {
        case ValueType::kText:
            value = text;
            break;
        case ValueType::kInteger: {
            const auto number = number_of<std::int64_t>(text);
            if (!number) fail_to_parse(field, text, "a whole number");
            value = *number;
            break;
        }
        case ValueType::kReal:
            value = parse_real(field, text);
            break;
        case ValueType::kBoolean:
            value = parse_boolean(field, text);
            break;
        case ValueType::kTime:
            value = parse_time(field, text);
            break;
        case ValueType::kReference:
            value = Reference{find_target(scope, field.target, text)};
            break;
        case ValueType::kBlob:
            throw Failure(ExitCode::kBadInput,
                          field.name + " holds a file, which this command cannot set");
    }
    const Result<void> checked = check_value(field, value);
    if (checked.ok()) return value;
    std::string choices;
    for (const std::string& choice : field.choices)
        choices += (choices.empty() ? "" : ", ") + choice;
    throw Failure(ExitCode::kBadInput, checked.error().detail,
                  (choices.empty() ? "" : "Choices: " + choices + ". ") +
                      std::string("Nothing was changed."));
}

std::string Records::shown(ScopeId scope, const Value& value, const FieldSchema* field) {
    const bool is_time = field != nullptr && field->type == ValueType::kTime;
    return std::visit(Overloaded{
                          [](std::monostate) { return std::string(); },
                          [](bool flag) { return std::string(flag ? "yes" : "no"); },
                          [&](std::int64_t number) {
                              return is_time ? time_text(number) : std::to_string(number);
                          },
                          [](Real real) { return json::write_double(to_double(real)); },
                          [](const std::string& text) { return text; },
                          [](const Bytes& bytes) { return hex_text(bytes); },
                          [&](const Reference& reference) {
                              const auto [title, is_new] =
                                  titles_.try_emplace({scope, reference.record}, std::string());
                              if (is_new) {
                                  const Located target = load(scope, reference.record);
                                  title->second =
                                      target.state.empty() ? "(deleted)" : title_of(target);
                              }
                              return title->second;
                          },
                          [](const Link& link) { return link.label + " (elsewhere)"; },
                          [](const BlobReference& blob) {
                              return "file of " + std::to_string(blob.size) + " bytes";
                          },
                      },
                      value);
}

std::string Records::shown(ScopeId scope, const merge::FieldReading& reading,
                           const FieldSchema& field) {
    if (field.kind != FieldKind::kSet) return shown(scope, reading.value, &field);
    std::string list;
    for (const std::string& element : reading.elements)
        list += (list.empty() ? "" : ", ") + element;
    return list;
}

boost::json::value Records::json(ScopeId scope, const Value& value, const FieldSchema* field) {
    namespace bj = boost::json;
    const bool is_time = field != nullptr && field->type == ValueType::kTime;
    return std::visit(
        Overloaded{
            [](std::monostate) { return bj::value(nullptr); },
            [](bool flag) { return bj::value(flag); },
            [&](std::int64_t number) {
                return is_time ? bj::value(time_text(number)) : bj::value(number);
            },
            [](Real real) { return bj::value(to_double(real)); },
            [](const std::string& text) { return bj::value(text); },
            [](const Bytes& bytes) { return bj::value(hex_text(bytes)); },
            [&](const Reference& reference) {
                const Located target = load(scope, reference.record);
                if (target.state.empty()) return bj::value({{"id", nullptr}, {"title", nullptr}});
                return bj::value({{"id", id_of(target)}, {"title", title_of(target)}});
            },
            [&](const Link& link) {
                return bj::value({{"scope", scope_name(link.scope)}, {"label", link.label}});
            },
            [](const BlobReference& blob) {
                return bj::value({{"sha256", hex_text(blob.sha256)}, {"size", blob.size}});
            },
        },
        value);
}

}  // namespace wedsync::cli
