# One short call per module, program, test, fuzz target and benchmark.

if(EMSCRIPTEN)
    # Debian's libgtest-dev ships the sources: the same unit tests also run as wasm, under node.
    set(gtest_root /usr/src/googletest/googletest)
    if(EXISTS ${gtest_root}/src/gtest-all.cc)
        add_library(wedsync_gtest STATIC ${gtest_root}/src/gtest-all.cc ${gtest_root}/src/gtest_main.cc)
        target_include_directories(wedsync_gtest PRIVATE ${gtest_root})
        target_include_directories(wedsync_gtest SYSTEM PUBLIC ${gtest_root}/include)
        target_compile_features(wedsync_gtest PUBLIC cxx_std_20)
        target_compile_options(wedsync_gtest PRIVATE -fno-exceptions -fno-rtti)
        add_library(GTest::gtest_main ALIAS wedsync_gtest)
        set(GTest_FOUND TRUE)
    endif()
else()
    find_package(GTest QUIET)
    find_package(benchmark QUIET)
endif()
if(NOT GTest_FOUND)
    message(STATUS "wedsync: no GoogleTest, so no unit tests (scripts/setup test installs it)")
endif()

# One source full of templates of Beast takes minutes to optimise with a sanitizer's checks in it.
if(WEDSYNC_SANITIZE)
    set(WEDSYNC_TEST_OPTIMIZATION -O0)
    set(WEDSYNC_HOST_OPTIMIZATION -O0)
else()
    set(WEDSYNC_TEST_OPTIMIZATION -O1)
    set(WEDSYNC_HOST_OPTIMIZATION "")
endif()

# The standard headers, read once for all that is compiled with the same options. A source includes what it uses all the same (clang-tidy and the check of the headers
# read without this).
set(WEDSYNC_PRECOMPILED <algorithm> <array> <chrono> <cstdint> <functional> <map> <memory>
    <optional> <set> <span> <string> <string_view> <utility> <variant> <vector>)
option(WEDSYNC_PCH "Read the standard headers once for many sources" ON)

# wedsync_precompiled(target engine|host|test): which of the three sets of options the target has.
function(wedsync_precompiled TARGET KIND)
    if(NOT WEDSYNC_PCH OR EMSCRIPTEN)
        return()
    endif()
    if(NOT TARGET wedsync_pch_${KIND})
        set(stub "${CMAKE_BINARY_DIR}/pch/${KIND}.cpp")
        file(CONFIGURE OUTPUT "${stub}" CONTENT "// What carries the precompiled headers.\n")
        add_library(wedsync_pch_${KIND} OBJECT "${stub}")
        if(KIND STREQUAL "engine")
            target_link_libraries(wedsync_pch_${KIND} PRIVATE wedsync_engine_options)
        else()
            target_link_libraries(wedsync_pch_${KIND} PRIVATE wedsync_options)
        endif()
        if(KIND STREQUAL "host")
            target_compile_options(wedsync_pch_${KIND} PRIVATE ${WEDSYNC_HOST_OPTIMIZATION})
        elseif(KIND STREQUAL "test")
            target_compile_options(wedsync_pch_${KIND} PRIVATE ${WEDSYNC_TEST_OPTIMIZATION})
            target_link_libraries(wedsync_pch_${KIND} PRIVATE GTest::gtest_main)
            list(APPEND WEDSYNC_PRECOMPILED <gtest/gtest.h>)
        endif()
        target_precompile_headers(wedsync_pch_${KIND} PRIVATE ${WEDSYNC_PRECOMPILED})
    endif()
    target_precompile_headers(${TARGET} REUSE_FROM wedsync_pch_${KIND})
endfunction()

# engine/causal -> causal, hub/core -> hub_core, tests/property -> tests_property.
function(wedsync_room OUT)
    file(RELATIVE_PATH room "${CMAKE_SOURCE_DIR}" "${CMAKE_CURRENT_SOURCE_DIR}")
    string(REGEX REPLACE "^engine/" "" room "${room}")
    string(REPLACE "/" "_" room "${room}")
    set(${OUT} "${room}" PARENT_SCOPE)
endfunction()

# A browser loads all of it: these, where no time goes, are built small for it, as the modules are.
set(WEDSYNC_SMALL capi json model pace prevent rules suggest sync team)

# wedsync_module(NAME SOURCES ... HEADERS ... [LINK ...] [PRIVATE_LINK ...] [TESTS ...] [TEST_LINK ...] [EXCEPTIONS])
# One module: the static library wedsync_NAME, and one test program NAME_test of all its TESTS
# (ctest: NAME.unit, label unit). Every header is also compiled on its own (target
# all_verify_interface_header_sets). EXCEPTIONS is for what is not engine or hub/core.
function(wedsync_module NAME)
    cmake_parse_arguments(PARSE_ARGV 1 M "EXCEPTIONS" "" "SOURCES;HEADERS;LINK;PRIVATE_LINK;TESTS;TEST_LINK")
    if(M_UNPARSED_ARGUMENTS)
        message(FATAL_ERROR "wedsync_module(${NAME}): what is ${M_UNPARSED_ARGUMENTS}?")
    endif()
    add_library(wedsync_${NAME} STATIC ${M_SOURCES})
    if(M_EXCEPTIONS)
        wedsync_precompiled(wedsync_${NAME} host)
    else()
        wedsync_precompiled(wedsync_${NAME} engine)
    endif()
    target_sources(wedsync_${NAME} PUBLIC FILE_SET HEADERS
        BASE_DIRS "${CMAKE_SOURCE_DIR}" FILES ${M_HEADERS})
    if(M_EXCEPTIONS)
        set(options wedsync_options)
        target_compile_options(wedsync_${NAME} PRIVATE ${WEDSYNC_HOST_OPTIMIZATION})
    else()
        set(options wedsync_engine_options)
    endif()
    if(WEDSYNC_WEB AND (NAME IN_LIST WEDSYNC_SMALL OR CMAKE_CURRENT_SOURCE_DIR MATCHES "/modules/"))
        target_compile_options(wedsync_${NAME} PRIVATE -Os)
    endif()
    target_link_libraries(wedsync_${NAME} PRIVATE ${options} ${M_PRIVATE_LINK} PUBLIC ${M_LINK})
    target_include_directories(wedsync_${NAME} PUBLIC "${CMAKE_SOURCE_DIR}" "${CMAKE_SOURCE_DIR}/include")
    target_compile_features(wedsync_${NAME} PUBLIC cxx_std_20)
    set_target_properties(wedsync_${NAME} PROPERTIES VERIFY_INTERFACE_HEADER_SETS ON LINKER_LANGUAGE CXX)
    if(M_TESTS)
        set(labels unit)
        if(CMAKE_CURRENT_SOURCE_DIR MATCHES "/modules/")
            list(APPEND labels modules)
        endif()
        wedsync_test(${M_TESTS} NAME ${NAME} LINK wedsync_${NAME} ${M_TEST_LINK} LABELS ${labels})
    endif()
endfunction()

# wedsync_embed(OUT FILE file FUNCTION name HEADER path): a source whose wedsync::FUNCTION(), declared
# in HEADER, gives the text of the file; its path into OUT.
function(wedsync_embed OUT)
    cmake_parse_arguments(PARSE_ARGV 1 E "" "FILE;FUNCTION;HEADER" "")
    set(generated "${CMAKE_CURRENT_BINARY_DIR}/${E_FUNCTION}.cpp")
    add_custom_command(OUTPUT "${generated}"
        COMMAND ${CMAKE_COMMAND} -D "INPUT=${CMAKE_CURRENT_SOURCE_DIR}/${E_FILE}" -D "OUTPUT=${generated}"
            -D FUNCTION=${E_FUNCTION} -D HEADER=${E_HEADER}
            -P "${CMAKE_SOURCE_DIR}/cmake/embed.cmake"
        DEPENDS ${E_FILE} "${CMAKE_SOURCE_DIR}/cmake/embed.cmake"
        VERBATIM)
    set(${OUT} "${generated}" PARENT_SCOPE)
endfunction()

# wedsync_leave_out_where_sanitized([target ...]): what is driven from outside as it ships, and so is
# not built where the address sanitizer is, but when it is named (clang-tidy reads it all the same). Of
# a folder that says WEDSYNC_DRIVEN_FROM_OUTSIDE all targets, and its tests are not run there.
function(wedsync_leave_out_where_sanitized)
    if(NOT WEDSYNC_SANITIZE MATCHES "address")
        return()
    endif()
    set(targets ${ARGN})
    if(NOT targets)
        get_property(targets DIRECTORY PROPERTY BUILDSYSTEM_TARGETS)
    endif()
    set_target_properties(${targets} PROPERTIES EXCLUDE_FROM_ALL ON)
endfunction()

# The programs people start: all that ./run builds.
add_custom_target(wedsync_programs)

# wedsync_program(NAME SOURCES ... [LINK ...] [PUBLISH wedsync-name]): an executable (exceptions on).
# With WEDSYNC_PUBLISH (preset release) build/<PUBLISH> is a link to it.
function(wedsync_program NAME)
    cmake_parse_arguments(PARSE_ARGV 1 P "" "PUBLISH" "SOURCES;LINK")
    add_executable(${NAME} ${P_SOURCES})
    target_link_libraries(${NAME} PRIVATE wedsync_options ${P_LINK})
    if(P_PUBLISH)
        add_dependencies(wedsync_programs ${NAME})
    endif()
    if(P_PUBLISH AND WEDSYNC_PUBLISH)
        add_custom_command(TARGET ${NAME} POST_BUILD VERBATIM
            COMMAND ${CMAKE_COMMAND} -E create_symlink
                $<PATH:RELATIVE_PATH,$<TARGET_FILE:${NAME}>,${CMAKE_SOURCE_DIR}/build>
                "${CMAKE_SOURCE_DIR}/build/${P_PUBLISH}")
    endif()
endfunction()

# wedsync_test(file_test.cpp [more.cpp ...] [NAME name] [LINK ...] [LABELS ...] [TIMEOUT s] [ARGS ...])
# A GoogleTest program. Without NAME it is called after its folder and first file:
# tests/property/merge_test.cpp -> target tests_property_merge_test, ctest tests_property.merge.
# Labels: unit property golden capi sim sim-short bench e2e; and `full` or `slow` for what only
# ./test --full runs. LABELS defaults to unit.
function(wedsync_test)
    if(NOT GTest_FOUND)
        return()
    endif()
    cmake_parse_arguments(PARSE_ARGV 0 T "" "NAME;TIMEOUT" "LINK;LABELS;ARGS")
    set(sources ${T_UNPARSED_ARGUMENTS})
    if(NOT T_LABELS)
        set(T_LABELS unit)
    endif()
    if(NOT T_TIMEOUT)
        set(T_TIMEOUT 120)
    endif()
    if(T_NAME)
        set(target ${T_NAME}_test)
        list(GET T_LABELS 0 kind)
        set(test ${T_NAME}.${kind})
    else()
        list(GET sources 0 first)
        get_filename_component(stem ${first} NAME_WE)
        wedsync_room(room)
        set(target ${room}_${stem})
        string(REGEX REPLACE "_test$" "" stem ${stem})
        set(test ${room}.${stem})
    endif()
    add_executable(${target} ${sources})
    target_compile_definitions(${target} PRIVATE WEDSYNC_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
    target_link_libraries(${target} PRIVATE wedsync_options ${T_LINK} GTest::gtest_main)
    # The tests themselves are built for a short build; what they test, as it ships.
    target_compile_options(${target} PRIVATE ${WEDSYNC_TEST_OPTIMIZATION})
    wedsync_precompiled(${target} test)
    if(EMSCRIPTEN)
        # NODERAWFS: the tests read and write real files, as they do natively.
        target_link_options(${target} PRIVATE
            -sALLOW_MEMORY_GROWTH=1 -sEXIT_RUNTIME=1 -sNODERAWFS=1 -sINITIAL_MEMORY=67108864)
    endif()
    if(WEDSYNC_DRIVEN_FROM_OUTSIDE AND WEDSYNC_SANITIZE MATCHES "address")
        return()
    endif()
    wedsync_add_test(${test} COMMAND ${target} ${T_ARGS} LABELS ${T_LABELS} TIMEOUT ${T_TIMEOUT})
endfunction()

# wedsync_add_test(NAME COMMAND ... LABELS ... [TIMEOUT s]): any command as a test, run in the root
# of the project with what every test may rely on: WEDSYNC_SOURCE_DIR and WEDSYNC_BINARY_DIR.
function(wedsync_add_test NAME)
    cmake_parse_arguments(PARSE_ARGV 1 T "" "TIMEOUT" "COMMAND;LABELS")
    if(NOT T_TIMEOUT)
        set(T_TIMEOUT 120)
    endif()
    if(WEDSYNC_SANITIZE)
        math(EXPR T_TIMEOUT "${T_TIMEOUT} * 4")
    endif()
    add_test(NAME ${NAME} COMMAND ${T_COMMAND} WORKING_DIRECTORY "${CMAKE_SOURCE_DIR}")
    set_tests_properties(${NAME} PROPERTIES LABELS "${T_LABELS}" TIMEOUT ${T_TIMEOUT}
        ENVIRONMENT "WEDSYNC_SOURCE_DIR=${CMAKE_SOURCE_DIR};WEDSYNC_BINARY_DIR=${CMAKE_BINARY_DIR}")
endfunction()

add_custom_target(wedsync_fuzz_all)

# wedsync_fuzz(NAME [LINK ...]): fuzz/NAME_fuzz.cpp and fuzz/corpus/NAME/. Always built; the corpus
# is replayed by ctest (NAME.fuzz, label fuzz) with or without libFuzzer, so targets cannot rot.
function(wedsync_fuzz NAME)
    cmake_parse_arguments(PARSE_ARGV 1 F "" "" "LINK")
    set(target ${NAME}_fuzz)
    add_executable(${target} ${NAME}_fuzz.cpp)
    target_link_libraries(${target} PRIVATE wedsync_options ${F_LINK})
    target_compile_options(${target} PRIVATE ${WEDSYNC_HOST_OPTIMIZATION})
    wedsync_precompiled(${target} host)
    if(WEDSYNC_LIBFUZZER)
        target_link_options(${target} PRIVATE -fsanitize=fuzzer)
    else()
        target_sources(${target} PRIVATE replay_main.cpp)
    endif()
    add_dependencies(wedsync_fuzz_all ${target})
    file(GLOB inputs CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/corpus/${NAME}/*)
    if(NOT inputs AND WEDSYNC_LIBFUZZER)
        set(inputs -runs=1)
    endif()
    wedsync_add_test(${NAME}.fuzz COMMAND ${target} ${inputs} LABELS fuzz)
endfunction()

# wedsync_bench(NAME [LINK ...]): bench/NAME_bench.cpp with Google Benchmark; a smoke run is a test.
function(wedsync_bench NAME)
    if(NOT benchmark_FOUND OR WEDSYNC_SANITIZE)
        return()
    endif()
    cmake_parse_arguments(PARSE_ARGV 1 B "" "" "LINK")
    add_executable(${NAME}_bench ${NAME}_bench.cpp)
    target_link_libraries(${NAME}_bench PRIVATE wedsync_options ${B_LINK} benchmark::benchmark_main)
    wedsync_add_test(${NAME}.bench COMMAND ${NAME}_bench --benchmark_min_time=0.01 LABELS bench)
endfunction()
