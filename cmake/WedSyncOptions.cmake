# Flags every target gets through the INTERFACE library `wedsync_options`.
set(WEDSYNC_SANITIZE "" CACHE STRING "Sanitizers, e.g. address,undefined or thread")
option(WEDSYNC_LIBFUZZER "Link fuzz targets with libFuzzer (clang) instead of the replay main" OFF)
option(WEDSYNC_WERROR "Warnings are errors" ON)
option(WEDSYNC_WEB "Build the module that browsers load (preset web)" OFF)
option(WEDSYNC_PUBLISH "Put the programs in build/ under their short names" OFF)

# A second build directory of the same preset leaves the programs in build/ alone.
if(NOT CMAKE_BINARY_DIR STREQUAL "${CMAKE_SOURCE_DIR}/build/release")
    set(WEDSYNC_PUBLISH OFF)
endif()

if(NOT CMAKE_BUILD_TYPE)
    set(CMAKE_BUILD_TYPE RelWithDebInfo CACHE STRING "" FORCE)
endif()

find_program(WEDSYNC_CCACHE ccache)
if(WEDSYNC_CCACHE)
    set(CMAKE_C_COMPILER_LAUNCHER "${WEDSYNC_CCACHE}")
    # What it asks for where headers are precompiled.
    set(CMAKE_CXX_COMPILER_LAUNCHER
        "${CMAKE_COMMAND}" -E env CCACHE_SLOPPINESS=pch_defines,time_macros "${WEDSYNC_CCACHE}")
endif()

add_library(wedsync_options INTERFACE)
target_compile_features(wedsync_options INTERFACE cxx_std_20)
target_include_directories(wedsync_options INTERFACE "${CMAKE_SOURCE_DIR}" "${CMAKE_SOURCE_DIR}/include")
target_compile_options(wedsync_options INTERFACE
    -Wall -Wextra -Wshadow -Wconversion -Wsign-conversion
    -Wimplicit-fallthrough -Wswitch-enum
    $<$<COMPILE_LANGUAGE:CXX>:-Wnon-virtual-dtor>
    $<$<COMPILE_LANGUAGE:CXX>:-Wold-style-cast>
    -ffp-contract=off                               # the same float results on every target
    -fmacro-prefix-map=${CMAKE_SOURCE_DIR}/=        # asserts name the file, not the builder's home
    $<$<BOOL:${WEDSYNC_WERROR}>:-Werror>)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # gcc 12 at -O2 sees dangers inside std::variant, string and vector that are not there.
    target_compile_options(wedsync_options INTERFACE
        -Wno-maybe-uninitialized $<$<COMPILE_LANGUAGE:CXX>:-Wno-restrict>
        -Wno-stringop-overflow -Wno-array-bounds -Wno-stringop-overread)
endif()
if(CMAKE_BUILD_TYPE STREQUAL "Debug" OR WEDSYNC_SANITIZE)
    target_compile_definitions(wedsync_options INTERFACE _GLIBCXX_ASSERTIONS)
endif()
if(WEDSYNC_SANITIZE)
    set(WEDSYNC_SANITIZE_FLAGS
        -fsanitize=${WEDSYNC_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
    target_compile_options(wedsync_options INTERFACE ${WEDSYNC_SANITIZE_FLAGS})
    target_link_options(wedsync_options INTERFACE -fsanitize=${WEDSYNC_SANITIZE})
endif()
if(WEDSYNC_LIBFUZZER)
    target_compile_options(wedsync_options INTERFACE -fsanitize=fuzzer-no-link)
endif()

# The engine has no exceptions on any target: what the browser build cannot afford, the native
# build does not get to rely on. RTTI goes only where everything is compiled without it (wasm):
# a test's fake that derives from an engine interface would not link otherwise.
add_library(wedsync_engine_options INTERFACE)
target_link_libraries(wedsync_engine_options INTERFACE wedsync_options)
target_compile_options(wedsync_engine_options INTERFACE $<$<COMPILE_LANGUAGE:CXX>:-fno-exceptions>)
if(EMSCRIPTEN)
    # emcc's optimiser of the JavaScript side needs acorn, which Debian keeps here.
    set_property(GLOBAL PROPERTY RULE_LAUNCH_LINK "${CMAKE_COMMAND} -E env NODE_PATH=/usr/share/nodejs")
    target_compile_options(wedsync_options INTERFACE
        $<$<COMPILE_LANGUAGE:CXX>:-fno-exceptions> $<$<COMPILE_LANGUAGE:CXX>:-fno-rtti>)
endif()
