#ifndef MILIEU_CPOSTGRES_SHIM_H
#define MILIEU_CPOSTGRES_SHIM_H

#include <libpq-fe.h>

#endif
