package address

// City is what a Book is made of. Refs are positions in these lists. In lists areas, by their
// position in Areas, that hold a thing whole or in part.
type City struct {
	Areas  []Area
	Roads  []Road
	Houses []House
	Places []Place
	Others []Other

	// Fold brings a letter into the form in which names are compared: width, case, script. What is
	// no letter and no digit it makes a space.
	Fold func(rune) rune
	// Sound is how a character is spoken; empty = not known. Who mistypes one types another that
	// sounds the same.
	Sound func(rune) string
	// Crossings says how many times two roads meet.
	Crossings func(a, b int32) int
}

// Area is an area of a layer; Compound is true of 小区.
type Area struct {
	Names    []string
	Compound bool
	In       []int32
}

// Road is a road with a name.
type Road struct {
	Names []string
	In    []int32
}

// House is a building with its address. Scope tells apart what has one address in two parts of
// the city.
type House struct {
	Road, Number, Compound, Building string
	Names                            []string // its own, as 市民中心
	Area                             int32    // the compound's area; -1 = none
	Scope                            int32
	In                               []int32
}

// Place is a place or another landmark. Compound is that of its address.
type Place struct {
	Names    []string
	Compound string
	In       []int32
}

// Level is how far down an address was understood.
type Level string

// The levels, from the finest on.
const (
	LevelBuilding Level = "building"
	LevelCompound Level = "compound" // a compound, a yard or a house number
	LevelCrossing Level = "crossing"
	LevelLandmark Level = "landmark"
	LevelRoad     Level = "road"
	LevelArea     Level = "area" // the answer names its layer
	LevelNone     Level = "none"
)

// Outcome says what came of an address.
type Outcome string

// Found is one best candidate; Ambiguous several that are as good; None nothing.
const (
	Found     Outcome = "found"
	Ambiguous Outcome = "ambiguous"
	None      Outcome = "none"
)

// The parts of an address.
const (
	PartArea     = "area"
	PartRoad     = "road"
	PartNumber   = "number"
	PartCompound = "compound"
	PartBuilding = "building"
	PartLandmark = "landmark"
	PartCrossing = "crossing"
	PartRelation = "relation" // 对面, 东门: it is told, the position is that of the thing
	PartProvince = "province"
	PartUnit     = "unit"
	PartFloor    = "floor"
	PartRoom     = "room"
)

// Part is a piece of the address. Name is what the city calls it, where it is another text.
type Part struct {
	Part string `json:"part"`
	Text string `json:"text"`
	Name string `json:"name,omitempty"`
}

// Candidate is something that the address may mean.
type Candidate struct {
	Level Level
	// Score is the share of what was said that agrees with it, 0…1.
	Score float64
	// Matched agrees with it, Differs does not.
	Matched, Differs []Part

	Houses []int32   // of a building: one; of a compound or number: all
	Area   int32     // of an area or of a compound that is one; -1 = none
	Road   int32     // of a road; -1 = none
	Place  int32     // of a landmark; -1 = none
	Cross  *[2]int32 // of a crossing: the roads
	Nth    int       // which of the crossings
	Beside []int32   // of a road: the houses whose number is next to one that the road does not have
}

// Answer is what an address means, the best candidate first.
type Answer struct {
	Outcome    Outcome
	Candidates []Candidate
	Dropped    []Part   // finer than a building, or of no use
	Unknown    []string // not understood
}
