package geo

// Metres is a length on the ellipsoid.
type Metres float64

// SquareMetres is an area on the ellipsoid.
type SquareMetres float64
