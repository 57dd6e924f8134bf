#ifndef MILIEU_CRESOLVER_H
#define MILIEU_CRESOLVER_H

/* Names that end with ".rebind.test" are asked of the DNS server on this UDP port of 127.0.0.1 from now on. */
void cresolver_use_port(unsigned short port);

#endif
