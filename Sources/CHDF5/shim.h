#pragma once
#include <hdf5.h>
#include <hdf5_hl.h>

/* Macros with comma expressions, which Swift does not import. */
static inline hid_t cantus_h5_float(void) { return H5T_NATIVE_FLOAT; }
static inline hid_t cantus_h5_double(void) { return H5T_NATIVE_DOUBLE; }
static inline hid_t cantus_h5_int32(void) { return H5T_NATIVE_INT32; }
static inline hid_t cantus_h5_int64(void) { return H5T_NATIVE_INT64; }
static inline hid_t cantus_h5_uint32(void) { return H5T_NATIVE_UINT32; }
static inline hid_t cantus_h5_uint8(void) { return H5T_NATIVE_UINT8; }
static inline hid_t cantus_h5_string(void) { return H5T_C_S1; }
static inline hid_t cantus_h5_file_access(void) { return H5P_FILE_ACCESS; }
static inline hid_t cantus_h5_file_create(void) { return H5P_FILE_CREATE; }
static inline hid_t cantus_h5_group_create(void) { return H5P_GROUP_CREATE; }
static inline hid_t cantus_h5_dataset_create(void) { return H5P_DATASET_CREATE; }
static inline size_t cantus_h5_variable(void) { return H5T_VARIABLE; }
static inline hsize_t cantus_h5_unlimited(void) { return H5S_UNLIMITED; }
