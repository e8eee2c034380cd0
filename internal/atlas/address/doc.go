// Package address reads Chinese addresses as people write them and finds what they mean in one
// city: a building, a compound or house number, a road, a crossing, a landmark, an area. It works
// offline, on names that it is given; of geometry it knows nothing.
//
// A text is folded (width, script, numerals), cut into the names of the city, numbers with their
// units and words like 对面, and every candidate is weighed by which parts agree with it. Nothing
// is guessed: what was not understood is told, and where two candidates are as good the answer
// says so. Units, floors and rooms (单元, 层, 室) are recognised, dropped and told: an address ends
// at the building.
package address
