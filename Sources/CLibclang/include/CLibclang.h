#ifndef ORDERLINT_CLIBCLANG_H
#define ORDERLINT_CLIBCLANG_H

#include <clang-c/CXCompilationDatabase.h>
#include <clang-c/Index.h>

#endif
