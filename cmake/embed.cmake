# cmake -D INPUT=x.json -D OUTPUT=x.cpp -D FUNCTION=name -D HEADER=path -P embed.cmake
# Writes a .cpp whose function wedsync::FUNCTION() gives the text of INPUT. Bytes, not a literal: a
# string literal has a length limit that compilers may hold us to.
file(READ "${INPUT}" hex HEX)
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "'\\\\x\\1'," bytes "${hex}")
string(REGEX REPLACE "(('[^']+',){16})" "\\1\n    " bytes "${bytes}")
get_filename_component(name "${INPUT}" NAME)
file(WRITE "${OUTPUT}" "// Made by cmake/embed.cmake from ${name}. Edit that file.
#include \"${HEADER}\"

#include <cstddef>

namespace wedsync {
namespace {
constexpr char kText[] = {
    ${bytes}
};
}  // namespace

std::string_view ${FUNCTION}() {
    return {&kText[0], sizeof kText};
}

}  // namespace wedsync
")
