# What is not ours: SQLite and zstd as C sources (third_party/), Boost.JSON and CLI11 as the system's
# headers. All of it is SYSTEM: our warnings are for our code.
add_subdirectory(third_party)

# Headers of the system, reached through a folder that holds nothing else: so /usr/include itself
# never comes into the browser build.
function(wedsync_system_headers TARGET FOLDER PROBE)
    add_library(${TARGET} INTERFACE)
    if(NOT EXISTS "/usr/include/${FOLDER}/${PROBE}")
        message(STATUS "wedsync: no /usr/include/${FOLDER}/${PROBE} (scripts/setup build installs it)")
        return()
    endif()
    set(alone "${CMAKE_BINARY_DIR}/system_headers/${TARGET}")
    file(MAKE_DIRECTORY "${alone}")
    file(CREATE_LINK "/usr/include/${FOLDER}" "${alone}/${FOLDER}" SYMBOLIC)
    target_include_directories(${TARGET} SYSTEM INTERFACE "${alone}")
endfunction()

wedsync_system_headers(wedsync_boost boost json.hpp)
target_compile_definitions(wedsync_boost INTERFACE BOOST_ALL_NO_LIB)
if(EXISTS /usr/include/boost/version.hpp)
    file(STRINGS /usr/include/boost/version.hpp boost_version REGEX "#define BOOST_VERSION ")
    if(NOT boost_version MATCHES "108100")
        message(FATAL_ERROR "Boost 1.81 is needed, the headers here say: ${boost_version}. Run: scripts/setup build")
    endif()
endif()
if(NOT EMSCRIPTEN)
    wedsync_system_headers(wedsync_cli11 CLI CLI.hpp)
    wedsync_system_headers(wedsync_tomlplusplus toml++ toml.h)
endif()
