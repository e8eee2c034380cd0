package edit

import (
	"github.com/paulmach/orb"
)

// Report tells what a change does. Positions are lon, lat in degrees, WGS-84. All of it is
// about the date from which the change holds, unless an entry has a date of its own.
type Report struct {
	EffectiveFrom *string        `json:"effective_from" doc:"null = since ever, as the first import; only a reversal can be"`
	Entries       int            `json:"entries" doc:"how many things are written"`
	Areas         []AreaChange   `json:"areas" doc:"areas that are other than before, by layer and code"`
	Things        map[string]int `json:"things" doc:"how many buildings, lines and places are other than before, by kind"`
	Households    []Transfer     `json:"households" doc:"buildings that belong to another area than before, by layer and areas"`
	Gaps          Gaps           `json:"gaps"`
	Overlaps      Overlaps       `json:"overlaps"`
	Levels        Levels         `json:"levels" doc:"areas whose parent does not have all their ground"`
	Rehomed       []Rehomed      `json:"rehomed" doc:"children of areas that were split or merged"`
	Loose         []Loose        `json:"loose" doc:"streets and paths that hang together with no street of the largest part of the network, by shared vertices: nobody walks onto them from there; homes beside a short one stand on the next street within 150 m instead, those beside one of more than 1 km (islet_metres of the scheme) reach nothing"`
	Snapped       []Snapped      `json:"snapped" doc:"where the ends of paths and lines were put"`
	StaleCounts   []AreaCount    `json:"stale_counts" doc:"counts of areas whose ground changed, and of which it is not known what they are now"`
	MovedMaxM     float64        `json:"moved_max_m" doc:"farthest that an edit moves a border"`
	NodedMaxM     float64        `json:"noded_max_m" doc:"farthest that a border is pulled to a vertex beside it"`
	Noded         int            `json:"noded" doc:"areas of which only the vertices are others, so that shared borders stay one line"`
	Unsearched    int            `json:"unsearched_dates" doc:"later dates that were not searched for gaps and overlaps, because there are too many"`
}

// AreaChange is what becomes of an area.
type AreaChange struct {
	Layer      string   `json:"layer"`
	Code       string   `json:"code"`
	What       string   `json:"what" enum:"new,changed,noded,renumbered,ended" doc:"noded: only its vertices are others; renumbered: it goes on under code"`
	From       string   `json:"from,omitempty" doc:"of a renumbered one: the code that it had"`
	To         string   `json:"to,omitempty" doc:"of a renumbered one: the code that it has now, as in code"`
	Fields     []string `json:"fields" doc:"what is other than before, as a put names it, like names.zh, class.kind, geometry; empty when it is new or ends"`
	BeforeM2   *float64 `json:"before_m2" doc:"null when it is new"`
	AfterM2    *float64 `json:"after_m2" doc:"null when it ends"`
	Parent     string   `json:"parent"`
	Successors []string `json:"successors"`
}

// Transfer is the buildings that change from one area to another.
type Transfer struct {
	Layer      string  `json:"layer"`
	From       *string `json:"from" doc:"null = no area"`
	To         *string `json:"to" doc:"null = no area"`
	Buildings  int     `json:"buildings"`
	Households *int64  `json:"households" doc:"null where fewer buildings are lived in, or fewer households are, than the scheme lets be told: 5 and 30 when it says nothing"`

	households int64
	lived      int
}

// Gaps are pieces inside a layer that no area covers.
type Gaps struct {
	Opened []Gap `json:"opened"`
	Closed []Gap `json:"closed"`
	More   int   `json:"more" doc:"how many are left out, beyond 1,000 of each"`
}

// Gap is one of them.
type Gap struct {
	Layer    string    `json:"layer"`
	AreaM2   float64   `json:"area_m2"`
	WidthM   float64   `json:"width_m"`
	Hairline bool      `json:"hairline" doc:"narrower than 5 cm"`
	At       orb.Point `json:"at"`
	From     string    `json:"from,omitempty" doc:"the later date to which it belongs"`
}

// Overlaps are what pairs of areas of a layer share.
type Overlaps struct {
	Opened []Overlap `json:"opened"`
	Closed []Overlap `json:"closed"`
	More   int       `json:"more" doc:"how many are left out, beyond 1,000 of each"`
}

// Overlap is what a pair of areas shares.
type Overlap struct {
	Layer    string    `json:"layer"`
	Codes    [2]string `json:"codes"`
	AreaM2   float64   `json:"area_m2"`
	WidthM   float64   `json:"width_m"`
	Hairline bool      `json:"hairline" doc:"narrower than 5 cm"`
	At       orb.Point `json:"at" doc:"in the largest piece"`
	From     string    `json:"from,omitempty" doc:"the later date to which it belongs"`
}

// Levels are the places where a layer and the one above do not agree.
type Levels struct {
	Opened []Disagreement `json:"opened"`
	Closed []Disagreement `json:"closed"`
	More   int            `json:"more" doc:"how many are left out, beyond 1,000 of each"`
}

// Disagreement is ground of an area that another than its parent owns.
type Disagreement struct {
	Layer  string    `json:"layer"`
	Code   string    `json:"code"`
	Parent string    `json:"parent" doc:"the one that the area names"`
	Owner  *string   `json:"owner" doc:"the area of the parent layer that has the ground; null = none"`
	AreaM2 float64   `json:"area_m2"`
	WidthM float64   `json:"width_m"`
	At     orb.Point `json:"at"`
}

// Rehomed is a child that has another parent than before, or lies in several.
type Rehomed struct {
	Layer     string  `json:"layer"`
	Code      string  `json:"code"`
	From      string  `json:"from"`
	To        string  `json:"to"`
	Straddles bool    `json:"straddles" doc:"a part of it lies in another part of the old parent"`
	OutsideM2 float64 `json:"outside_m2" doc:"how much"`
}

// Snapped is where an end was put.
type Snapped struct {
	Edit      int       `json:"edit" doc:"number of the edit, from 0"`
	End       string    `json:"end" enum:"from,to,line begin,line end"`
	At        orb.Point `json:"at"`
	DistanceM float64   `json:"distance_m" doc:"from what was sent"`
}

// AreaCount names a count of an area.
type AreaCount struct {
	Layer string `json:"layer"`
	Code  string `json:"code"`
	Count string `json:"count" enum:"households,population"`
}
