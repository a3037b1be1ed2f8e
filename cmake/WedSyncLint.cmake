# House rules as tests (label lint), and documents as tests (label docs). Once, not per preset.
if(EMSCRIPTEN OR WEDSYNC_SANITIZE)
    return()
endif()
find_package(Python3 COMPONENTS Interpreter QUIET)
if(NOT Python3_FOUND)
    message(STATUS "wedsync: no python3, so no lint tests")
    return()
endif()

function(wedsync_lint NAME)
    wedsync_add_test(lint.${NAME} COMMAND ${ARGN} LABELS lint TIMEOUT 300)
endfunction()

set(scripts "${CMAKE_SOURCE_DIR}/scripts")
wedsync_lint(selftest ${Python3_EXECUTABLE} -B ${scripts}/selftest.py)
wedsync_lint(layers ${Python3_EXECUTABLE} ${scripts}/check_layers.py ${CMAKE_SOURCE_DIR})
wedsync_lint(schema ${Python3_EXECUTABLE} ${scripts}/compose_schema.py --check)
wedsync_lint(security ${Python3_EXECUTABLE} ${scripts}/check_security.py ${CMAKE_SOURCE_DIR})
wedsync_lint(tidy ${Python3_EXECUTABLE} ${scripts}/tidy.py ${CMAKE_SOURCE_DIR})
find_program(WEDSYNC_CLANG_FORMAT clang-format-14)
if(WEDSYNC_CLANG_FORMAT)
    wedsync_lint(format ${scripts}/format --check)
endif()

set(pure_libraries)
set(module_names ${module_parts})
list(TRANSFORM module_names REPLACE "^modules/" "")
foreach(module base causal json model merge codec pace suggest sync live prevent team hub_core measure modules_kit ${module_names})
    if(TARGET wedsync_${module})
        list(APPEND pure_libraries $<TARGET_FILE:wedsync_${module}>)
    endif()
endforeach()
wedsync_lint(purity ${Python3_EXECUTABLE} ${scripts}/check_purity.py ${pure_libraries})

# Every header compiles on its own; one that has a source of its own does so in each build, which
# includes it first: so only in ./test --full. A build, so it runs alone.
wedsync_lint(headers ${CMAKE_COMMAND} --build ${CMAKE_BINARY_DIR} --target all_verify_interface_header_sets)
set_tests_properties(lint.headers PROPERTIES LABELS "lint;full" RUN_SERIAL ON TIMEOUT 900)

if(WEDSYNC_PUBLISH)
    wedsync_add_test(docs.examples COMMAND ${Python3_EXECUTABLE} ${scripts}/check_docs.py ${CMAKE_SOURCE_DIR}
        LABELS docs TIMEOUT 600)
endif()
