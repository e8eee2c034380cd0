package atlas

import (
	"encoding/json"
	"time"

	"github.com/redsail/redsail/geo"
)

// maxStations is how many places an answer names.
const maxStations = 10

// The methods of a way on foot.
const (
	Network  = "network"  // measured on the walking network, walls and gates heeded
	Estimate = "estimate" // the straight line, so many times longer
)

// StationAnswer is an open place within ten minutes on foot.
type StationAnswer struct {
	Kind string `json:"kind"`
	Code string `json:"code"`
	Name string `json:"name"`
	// NameEn is the English name, where there is one.
	NameEn string `json:"name_en,omitempty"`
	// WalkS and DistanceM are time and length of the quickest way on foot to an entrance.
	WalkS     int `json:"walk_s"`
	DistanceM int `json:"distance_m"`
	// Open tells whether the place is open at the moment asked about; nil = not known.
	Open   *bool  `json:"open"`
	Method string `json:"method"`
	// Point is the place's own, in degrees.
	Point [2]float64 `json:"point"`
}

// Coverage is the coverage of an answer: null in JSON where the city has no place of the
// kinds asked about, of which then nothing can be said.
type Coverage struct {
	// Asked is false when the coverage was not asked for.
	Asked bool
	*CoverageAnswer
}

// MarshalJSON writes the coverage, or null.
func (c Coverage) MarshalJSON() ([]byte, error) { return json.Marshal(c.CoverageAnswer) }

// UnmarshalJSON reads what MarshalJSON wrote.
func (c *Coverage) UnmarshalJSON(text []byte) error {
	c.Asked = true
	return json.Unmarshal(text, &c.CoverageAnswer)
}

// CoverageAnswer tells whether an open place is within ten minutes on foot, hours aside.
type CoverageAnswer struct {
	Within10Min bool   `json:"within_10_min"`
	Method      string `json:"method"`
	// Doubtful is true when the answer would be the other one within the band of the estimate;
	// where the ways were measured, of that to a place that stands off the network.
	Doubtful bool `json:"doubtful"`
}

// help answers which places are near.
func (p *Picture) help(ans *Answer, q geo.Point, asked Asked) {
	w := wanted{kindsOr(asked.Kinds), asked.Tags}
	var n vicinity
	p.look(q, w, maxStations, &n)
	ans.near = nearestSeat(&n)
	if !asked.NoStations {
		ans.Stations = []StationAnswer{}
		for _, a := range n.found {
			if a.walkS() <= serviceSeconds {
				ans.Stations = append(ans.Stations, stationAnswer(a, asked.At))
			}
		}
	}
	if !asked.NoCoverage {
		ans.Coverage = Coverage{Asked: true, CoverageAnswer: p.coverage(w, &n)}
	}
}

func stationAnswer(a nearPlace, at time.Time) StationAnswer {
	out := StationAnswer{
		Kind: a.Kind, Code: a.Code, Name: a.Name(), NameEn: a.Names.En, WalkS: a.walkS(), DistanceM: a.distanceM(),
		Method: a.method(), Point: a.Point.LonLat(),
	}
	if !at.IsZero() {
		out.Open = openAt(a.Place, at)
	}
	return out
}

// coverage judges by the places found; nil where the city has none that is wanted, open or not.
func (p *Picture) coverage(w wanted, n *vicinity) *CoverageAnswer {
	there := false
	for _, key := range w.kinds {
		there = there || p.places[key] != nil && p.places[key].any(w)
	}
	if !there {
		return nil
	}
	c := &CoverageAnswer{Method: Estimate, Within10Min: n.covered, Doubtful: n.doubtful}
	if n.measured {
		c.Method = Network
	}
	return c
}
