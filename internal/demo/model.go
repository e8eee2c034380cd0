package demo

import (
	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/city"
)

// Notice says, on whatever shows the data, that it is made up.
var Notice = Name{Zh: city.MadeUpMark, En: "Demo data (made up)"}

// City is a made-up city. All lists are in a fixed order; codes are unique in their list.
type City struct {
	Size Size
	// Areas by layer in the order of the default scheme, then by code: city, district,
	// street, community, compound, grid, as they stand after the last step of History.
	Areas []city.Area
	// Buildings by code.
	Buildings []Building
	// Places by kind, then code.
	Places []Place
	// Lines are roads, rivers, rails, walls, bridges and footpaths.
	Lines []Line
	// Covers are water, parks, woods, gardens, fields of play and farmland.
	Covers []Cover
	Gates  []Gate
	// Overlays are areas that nest in nothing: demonstration belts and zones, beats of professional workers.
	Overlays []city.Area
	// History are the dated changes that led to Areas, oldest first.
	History []Step
	// Terms are the words of the UI for the values in Area.Class and Place.Tags.
	Terms map[string]Name
}

// Building stands in one grid, and in one compound or none.
type Building struct {
	Code  string // its community's code and "B" with five digits
	Shape geo.MultiPolygon
	// Entrance lies on the shape's edge, within 5 m of a footpath.
	Entrance   geo.Point
	Use        string // home, village, school, hospital, market, office, works
	Storeys    int
	Households int // 0 where nobody lives
	Address    Address
	Compound   string // code; empty outside of compounds
	Grid       string // code
}

// Address is a standard address down to the building.
type Address struct {
	Full   Name
	Street Name   // the road, or the village
	Number string // on the road, as in 18号
	Yard   string // the compound or what else stands there; empty for a nameless one
	House  Name   // of the building within its compound or yard, as in 3号楼
}

// Place is a place of service or a landmark. Its kind is a key of the scheme's places.
type Place struct {
	Kind, Code string
	Name       Name
	Address    Address
	Point      geo.Point
	Entrances  []geo.Point
	Hours      *Hours   // nil = not known
	Tags       []string // services and skills: keys of Terms
	State      string   // planned, applied, reviewed, approved, building, accepted, open, closed
	FloorArea  int      // m²; 0 = not known
	Tenure     string   // own, rented, shared; empty = not known
	Cost       int      // whole yuan, of what is not there yet; 0 = not known
	// Stages is the log of a station; empty = none is kept.
	Stages   []city.Stage
	Grid     string // code of the grid that it lies in
	Compound string // code of the compound that it serves; empty without one
	// Unit is the area after which it is named and which it serves; zero without one.
	Unit city.Key
}

// Line is a line of the base map.
type Line struct {
	// Kind is one of expressway, arterial, highway, secondary, local, lane, track, bank
	// (a road on a river's bank), path, rail, river, wall, bridge, rail_bridge.
	Kind string
	// Thing numbers, within the kind, what the line is a part of: a road, the tracks of a
	// community, a river, the wall of a compound, the paths of a block.
	Thing  int
	Name   Name // empty for a nameless one
	Points []geo.Point
	Width  float64 // metres, drawn; of a river its water
	// Walk is true where people walk; Points of walkable lines meet at common vertices.
	Walk     bool
	Compound string // code, of walls and of paths in compounds
}

// Cover is ground of the base map.
type Cover struct {
	Kind  string // water, park, woods, garden, pitch, farmland
	Name  Name
	Shape geo.MultiPolygon
}

// Gate is an opening in a compound's wall, on the way from Street to the inside.
type Gate struct {
	Compound string
	Wall     geo.Point // on the compound's border
	Street   geo.Point // on the road outside
	// Across is the line of the border from one post of the gate to the other.
	Across []geo.Point
	Main   bool
}

// Span is a time of day, in minutes from midnight, From < To ≤ 1440.
type Span struct{ From, To int }

// Hours are opening hours for every day of the year: a date's exception first, then the
// rule for public holidays, then the weekday. A make-up workday counts as a Monday.
type Hours struct {
	Week       [7][]Span // from Monday; an empty day is closed
	Holiday    []Span    // on public holidays
	Exceptions []Exception
}

// Exception is what holds on one date instead of the rule; no span is closed.
type Exception struct {
	Date  city.Date
	Spans []Span
	Note  Name
}

// Step is a set of operations that took effect together.
type Step struct {
	Date city.Date
	Note Name
	Ops  []Operation
}

// Operation turns areas into others on the same ground.
type Operation struct {
	// Kind is merge (several into one), split (one into several) or recode (another code,
	// name and parent, same ground).
	Kind   string
	Before []city.Area // as they were, whole
	After  []city.Area // as they became
}
