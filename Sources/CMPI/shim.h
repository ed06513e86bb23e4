#pragma once
#include <mpi.h>

/* Macros with casts, which Swift does not import. */
static inline MPI_Comm cantus_mpi_world(void) { return MPI_COMM_WORLD; }
static inline int cantus_mpi_sum_floats(float *values, int count) {
  return MPI_Allreduce(MPI_IN_PLACE, values, count, MPI_FLOAT, MPI_SUM, MPI_COMM_WORLD);
}
static inline int cantus_mpi_sum_doubles(double *values, int count) {
  return MPI_Allreduce(MPI_IN_PLACE, values, count, MPI_DOUBLE, MPI_SUM, MPI_COMM_WORLD);
}
