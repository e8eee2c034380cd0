package intake

import (
	"github.com/paulmach/orb"

	"github.com/redsail/redsail/geo/walk/streets"
)

// mostMentions bounds each list of findings; the counts are of all.
const mostMentions = 1000

// NetworkReport is the outcome of an import of streets. Read = Accepted + Rejected. Positions are
// lon, lat in degrees, WGS-84. Lists of findings hold the first 1,000; their counts are whole.
type NetworkReport struct {
	Status    Status `json:"status"`
	DryRun    bool   `json:"dry_run,omitempty"`
	Format    string `json:"format"`
	CRS       string `json:"crs"`
	Source    string `json:"source"`
	Effective string `json:"effective_from"` // empty = open start
	Read      int    `json:"read"`
	Accepted  int    `json:"accepted"`
	Unchanged int    `json:"unchanged"`
	// Lines counts what was taken: by layer, and gates and crossings, which stand in the layers
	// wall and path.
	Lines map[string]int `json:"lines"`
	// LeftOut counts what is no concern of walking, by cause; it is not in Read, but for unknown_class, which
	// is in Rejected too.
	LeftOut  map[string]int `json:"left_out"`
	Unknown  map[string]int `json:"unknown_class"` // classes nobody knows, by "key=value"; in LeftOut
	Ended    []LineKey      `json:"ended"`
	Rejected []NetworkFault `json:"rejected"`
	Counts   NetworkCounts  `json:"counts"`
	// Islands are the parts of the network that do not hang together with the largest one,
	// which has Counts.Nodes − Counts.IslandNodes nodes; the largest first.
	Islands      []Island       `json:"islands"`
	BlockedGates []NetworkFault `json:"blocked_gates"`
	CutWays      []NetworkFault `json:"cut_ways"`
	Openings     []NetworkFault `json:"openings"` // ways through walls where no gate is drawn
	LooseEnds    []NetworkFault `json:"loose_ends"`
	// Shifted says, for a file whose system was stated, that the buildings of the city speak for another one.
	Shifted []NetworkFault `json:"shifted_datum"`
	// SetBack tells that the buildings all stand on one side of the streets: they, or these, may be in another
	// system. It is no finding.
	SetBack  string `json:"set_back,omitempty"`
	Revision int64  `json:"revision"`
}

// NetworkCounts sums up the network that an adult has, built of the file's lines alone.
type NetworkCounts struct {
	Nodes    int `json:"nodes"`
	Edges    int `json:"edges"`
	Walked   int `json:"walked_ways"`
	Closed   int `json:"ways_not_walked"` // by the rules: motorways, private grounds
	Rejected int `json:"rejected"`
	// MissingNodes are those of Rejected of which the file has fewer than two nodes: its edge cuts them off.
	MissingNodes int `json:"missing_nodes"`
	Islands      int `json:"islands"`
	IslandNodes  int `json:"island_nodes"`
	Islets       int `json:"islets"`           // short parts on which no home stands that another street is in reach of
	Private      int `json:"private_parts"`    // of the network, the largest included, in which every street is for residents only
	Enclosed     int `json:"enclosed_streets"` // open ones that can be reached over such streets and gates alone: theirs too
	Blocked      int `json:"blocked_gates"`
	LooseGates   int `json:"gates_on_no_way"` // in a wall, with no way that is walked
	Cut          int `json:"cut_ways"`
	Openings     int `json:"openings"`
	LooseEnds    int `json:"loose_ends"`
	Shifted      int `json:"shifted_datum"`
	Noded        int `json:"noded"`      // ends that got a vertex on the street that they lie on
	TwinNodes    int `json:"twin_nodes"` // nodes of the file at the place of another: joined
}

// LineKey names a line.
type LineKey struct {
	Layer string `json:"layer"`
	Code  string `json:"code"`
}

// NetworkFault is a thing of the file that a person may want to look at.
type NetworkFault = streets.Mention

// Island is a part of the network from which the largest part cannot be reached.
type Island struct {
	Code   string    `json:"code"` // one of its streets
	Nodes  int       `json:"nodes"`
	Metres float64   `json:"metres"`
	At     orb.Point `json:"at"`
}

// Findings counts what a person may want to look at.
func (r *NetworkReport) Findings() int {
	c := &r.Counts
	return c.Rejected + c.Islands + c.Blocked + c.Cut + c.Openings + c.LooseEnds + c.Shifted
}

// Failed is true when lines were rejected, or nothing done though something was asked. What an extract is cut
// off from at its edge, and the other findings, do not make an import fail.
func (r *NetworkReport) Failed() bool {
	return r.Status == Refused || r.Counts.Rejected > r.Counts.MissingNodes
}

// Written is the revision that the import made; 0 = none.
func (r *NetworkReport) Written() int64 { return written(r.DryRun, r.Status, r.Revision) }

// few is the beginning of a list of findings.
func few[T any](all []T) []T {
	if len(all) > mostMentions {
		all = all[:mostMentions]
	}
	return append([]T{}, all...)
}
