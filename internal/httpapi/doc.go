// Package httpapi serves the city over HTTP: every route is registered through one table
// (routes.go), parameters are read strictly, errors are RFC 9457 problems with a stable
// code, and logs hold route template, status and time, never a coordinate.
package httpapi
