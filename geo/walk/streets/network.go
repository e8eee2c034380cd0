package streets

import (
	"github.com/paulmach/orb"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/codec"
)

// Kind is what a line is to who walks.
type Kind string

// The kinds of lines.
const (
	Road  Kind = "road"
	Path  Kind = "path"
	Rail  Kind = "rail"
	River Kind = "river"
	Wall  Kind = "wall"
)

// Words of Line.Class.
const (
	Gate = "gate" // under "class": a gate
	Stop = "stop" // a key: "yes" says that a line of the kind Path is a place where one waits to cross, no path
)

// OSMSource is the attribution that lines of OpenStreetMap carry and that must stand wherever
// they are shown (ODbL 1.0 §4.3).
const OSMSource = "© OpenStreetMap contributors (ODbL)"

// Line is one thing of the file. A gate is a short line of the kind Wall with the class Gate,
// along the wall that it opens, else across the way; a crossing is one of the kind Path with
// Stop, across the way. Their place is a vertex of them and of the way.
type Line struct {
	// Code is stable from one edition of the file to the next: W123 for a way of OSM, N123
	// for a gate.
	Code           string
	Kind           Kind
	Zh, ZhHant, En string
	Class          map[string]string
	Shape          geo.MultiLine
	Date           string // YYYY-MM-DD of the last edit; empty = not said
	// Source and Former are what an export of Redsail says of the line; empty = not said.
	Source string
	Former []string
	// Guessed says that the line is of an export that does not say its layer: Kind is by the word of its class.
	Guessed bool
}

// Mention is an element that a person may want to look at; At is lon, lat in degrees.
type Mention struct {
	Code    string    `json:"code"`
	Reason  string    `json:"reason,omitempty"`
	Message string    `json:"message,omitempty"`
	At      orb.Point `json:"at"`
}

// Causes of what is left out.
const (
	LeftNotBuilt    = "not_built"       // planned, under construction, gone
	LeftNoWay       = "not_a_way"       // a bus stop, a rest area: tagged as a way, none to walk on
	LeftUnknown     = "unknown_class"   // of a line: it is in Rejected too
	LeftNoHindrance = "no_hindrance"    // a bollard, a kerb: one walks past
	LeftNothing     = "gate_on_nothing" // a gate that stands on no way and no wall
	LeftReverse     = "reverse"         // the other direction of an edge that is there already
)

// Reasons why an element is rejected.
const (
	ReasonMissingNodes = "missing_nodes" // the file has fewer than two of its nodes
	ReasonOutOfRange   = "out_of_range"
	ReasonCollapsed    = "collapsed" // all its points are one
	ReasonBadCode      = "bad_code"
	ReasonBadText      = "bad_text"
	ReasonDuplicate    = "duplicate_code"
	ReasonUnknown      = LeftUnknown // a class that nobody knows
)

// Network is what a file gives.
type Network struct {
	Format string // osm_pbf, osm_xml, graphml, geojson, shapefile or another one of geo/codec
	CRS    string
	Source string // attribution; OSMSource for OpenStreetMap
	Lines  []Line // in file order, gates last
	// Unread are the sheets of a workbook that were not read because none was named.
	Unread []codec.OtherSheet
	// Left counts what was left out, by cause; Unknown the classes nobody knows, by "key=value".
	Left, Unknown map[string]int
	Rejected      []Mention
	// Cut are ways of which the file lacks nodes: they end at the extract's edge.
	Cut []Mention
	// Openings are places where a way meets a wall and no gate is drawn.
	Openings []Mention
	// Noded counts ends of streets that lie on another street and got a vertex there; Loose are
	// ends less than a metre away from another street, which they do not meet.
	Noded int
	Loose []Mention
	// Twins counts places that several nodes of ways share: they are one place here.
	Twins int
}

// OfRows is true of a file of rows, which may hold walls or rivers alone; else it is a map or a graph of streets.
func (n *Network) OfRows() bool {
	return n.Format != "osm_pbf" && n.Format != "osm_xml" && n.Format != "graphml"
}

func newNetwork(format string) *Network {
	return &Network{Format: format, Left: map[string]int{}, Unknown: map[string]int{}}
}

func (n *Network) reject(code, reason, message string, at orb.Point) {
	n.Rejected = append(n.Rejected, Mention{Code: code, Reason: reason, Message: message, At: at})
}

// unknown rejects a line of a class that nobody knows, and counts its word; which begins the message.
func (n *Network) unknown(code, which, word string, at orb.Point) {
	n.leave(LeftUnknown, word)
	n.reject(code, ReasonUnknown, which+"nobody knows its class: "+word, at)
}

// leave counts something that is left out; what is the class that nobody knows.
func (n *Network) leave(cause, what string) {
	n.Left[cause]++
	if cause == LeftUnknown && (n.Unknown[what] > 0 || len(n.Unknown) < maxUnknown) {
		n.Unknown[what]++
	}
}

// maxUnknown bounds the classes that are listed; all are counted.
const maxUnknown = 1000
