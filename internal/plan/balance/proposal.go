package balance

import (
	"github.com/paulmach/orb"

	"github.com/redsail/redsail/geo"
)

// Ask is what a proposal is wanted for.
type Ask struct {
	Layer string `json:"layer" doc:"a layer of the scheme, like grid"`
	Code  string `json:"code" doc:"the area that is to be split"`
	Parts int    `json:"parts,omitempty" doc:"into how many, 2 to 10; when it is not sent as few as the norm allows, or one more where that alone keeps each part within the norm"`
}

// MostParts bounds the parts of one proposal.
const MostParts = 10

// How a proposal was found.
const (
	AlongStreets = "streets"   // along lines that are there
	Prolonged    = "prolonged" // along lines, some drawn on over open ground
	Straight     = "straight"  // with straight cuts between buildings
	Nothing      = "none"
)

// Why a proposal is not what was wished for.
const (
	ReasonNoLine    = "no_line"           // nothing cuts the area that does not cut a building
	ReasonOneBlock  = "block_too_large"   // a piece that cannot be cut is more than a part may be
	ReasonNoChoice  = "no_balanced_parts" // no connected choice of pieces comes within ten per cent
	ReasonNotALine  = "no_single_line"    // the best parts have no border that is one line
	ReasonTooMuch   = "too_many_pieces"   // more lines cross the area than are looked at
	ReasonDetour    = "detour"            // along the lines that are there the border would be far longer
	ReasonUnsettled = "noding_unstable"   // the lines do not come to rest on the lattice
)

// Proposal is a way to split an area, or why there is none.
type Proposal struct {
	Layer      string `json:"layer"`
	Code       string `json:"code"`
	Name       string `json:"name"`
	NameEn     string `json:"name_en,omitempty" doc:"the English name, where there is one"`
	Revision   int64  `json:"revision" doc:"the one that it was made on: name it in If-Match"`
	Norm       *Norm  `json:"norm" doc:"null when the layer has none"`
	Households *int64 `json:"households" doc:"null when withheld, because of too few homes"`
	Parts      []Part `json:"parts" doc:"in the order of the splits that cut them off; the last one keeps the code; empty when there is none"`
	// Balanced is true when every part is within ten per cent of the mean.
	Balanced  bool      `json:"balanced" doc:"every part is within ten per cent of the mean"`
	WorstOff  *float64  `json:"worst_percent" doc:"how far the worst part is from the mean; null when there is none, or withheld"`
	BelowNorm bool      `json:"below_norm" doc:"a part has fewer households than the norm asks for"`
	AboveNorm bool      `json:"above_norm" doc:"a part has more households than the norm allows: it would stand in the list of those above again"`
	Exact     bool      `json:"exact" doc:"all ways along these lines were tried: none that is as well balanced is cheaper"`
	Proven    bool      `json:"proven" doc:"it is not balanced, and all ways along the lines and the cuts over open ground that were looked at were gone through: none is; false = none was found, or it is balanced"`
	Method    string    `json:"method" enum:"streets,prolonged,straight,none" doc:"streets: along lines that are there; prolonged: some drawn on over open ground; straight: with straight cuts between buildings"`
	Reason    string    `json:"reason,omitempty" enum:"no_line,block_too_large,no_balanced_parts,no_single_line,too_many_pieces,detour,noding_unstable" doc:"why it is not balanced, or not along streets alone"`
	Says      string    `json:"says,omitempty" doc:"the reason in words"`
	Border    Border    `json:"border"`
	Compounds []Cut     `json:"cuts_compounds" doc:"compounds through which the border runs"`
	Sources   []string  `json:"sources" doc:"whom the lines are from along which the border runs, as their records say"`
	Walls     []WallCut `json:"cuts_walls" doc:"walls that it crosses elsewhere than at a gate"`
	Change    *Change   `json:"change" doc:"what POST /api/v1/changes takes; null when there is nothing to propose"`

	lived int // homes of the area
}

// Part is a part that the splits make.
type Part struct {
	Code       string    `json:"code,omitempty" doc:"empty = the next number of the series"`
	At         orb.Point `json:"at" doc:"a point well inside"`
	Buildings  int       `json:"buildings"`
	Households *int64    `json:"households" doc:"null when withheld, because of too few homes"`
	AreaM2     float64   `json:"area_m2"`

	lived      int
	households int64
	shape      geo.MultiPolygon
}

// Border says along what the new border runs, in metres.
type Border struct {
	StreetM float64  `json:"street_m"`
	PathM   float64  `json:"path_m"`
	WaterM  float64  `json:"water_m" doc:"along rivers and railways"`
	FenceM  float64  `json:"fence_m" doc:"along walls and borders of compounds"`
	OpenM   float64  `json:"open_m" doc:"over open ground"`
	Names   []string `json:"names" doc:"of the lines, where they have one"`
}

// Cut is a compound through which the border runs.
type Cut struct {
	Code    string  `json:"code"`
	Name    string  `json:"name"`
	NameEn  string  `json:"name_en,omitempty" doc:"the English name, where there is one"`
	LengthM float64 `json:"length_m"`
}

// Change is the part of the body of POST /api/v1/changes that the splits are.
type Change struct {
	Note  string `json:"note"`
	Edits []Edit `json:"edits"`
}

// Edit is one of its edits.
type Edit struct {
	Split Split `json:"split"`
}

// Split cuts an area in two along a line.
type Split struct {
	Layer string      `json:"layer"`
	Code  string      `json:"code"`
	Line  []orb.Point `json:"line"`
	Parts []Piece     `json:"parts"`
}

// Piece is one of the two.
type Piece struct {
	Code string    `json:"code,omitempty"`
	At   orb.Point `json:"at"`
}

// Veil withholds the households of an area with too few homes, and those of the parts when one of them has fewer homes, or fewer
// households, than may be told: the others would tell its own.
func (p *Proposal) Veil(homes int, households int64) {
	if p.Households != nil && (p.lived < homes || *p.Households < households) {
		p.Households = nil
	}
	for i := range p.Parts {
		if q := &p.Parts[i]; q.lived < homes || q.households < households {
			p.WorstOff = nil
			for j := range p.Parts {
				p.Parts[j].Households = nil
			}
			return
		}
	}
}
