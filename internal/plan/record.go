package plan

import (
	"cmp"
	"slices"

	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
)

// MostRecords is how many records are listed at most.
const MostRecords = 2000

// Records are the places of a kind that are not there yet.
type Records struct {
	Revision int64    `json:"revision"`
	Kind     string   `json:"kind"`
	Total    int      `json:"total" doc:"how many there are; the list ends at 2,000"`
	Cost     int64    `json:"cost" doc:"the costs of all of them together, in whole yuan, as far as they are known"`
	Uncosted int      `json:"without_cost" doc:"how many of them have a cost that is not known"`
	Records  []Record `json:"records" doc:"the farthest stage last, then in the order of codes"`
}

// Record is a place that is not there yet.
type Record struct {
	RecordFacts
	Point [2]float64 `json:"point" doc:"lon, lat"`
	Next  string     `json:"next" enum:"applied,reviewed,approved,building,accepted,open" doc:"the stage that comes next"`
}

// RecordFacts are what planners are told of a place that is not there yet.
type RecordFacts struct {
	Code      string       `json:"code"`
	Name      string       `json:"name"`
	NameEn    string       `json:"name_en,omitempty" doc:"the English name, where there is one"`
	State     string       `json:"state" enum:"planned,applied,reviewed,approved,building,accepted"`
	FloorArea *int64       `json:"floor_area" doc:"square metres; null when it is not known"`
	Tenure    string       `json:"tenure"`
	Cost      *int64       `json:"cost" doc:"whole yuan; null when it is not known"`
	Stages    []city.Stage `json:"stages" doc:"when it came to each stage, and who decided it; empty where no log is kept"`
	Planned   []city.Stage `json:"planned" doc:"stages of its log whose dates are yet to come: it has not come to them, and the next one may be written with another date"`
}

func recordFacts(pl *city.Place, on city.Date) RecordFacts {
	n := pl.Reached(on)
	return RecordFacts{
		Code: pl.Code, Name: pl.Name(), NameEn: pl.Names.En, State: string(pl.StateOn(on)), FloorArea: pl.FloorArea, Tenure: pl.Tenure, Cost: pl.Cost, Stages: append([]city.Stage{}, pl.Stages[:n]...), Planned: append([]city.Stage{}, pl.Stages[n:]...),
	}
}

// RecordsOf lists the places of a kind that are not there yet, of one state or ("") of all.
func RecordsOf(pic *atlas.Picture, kind string, state city.PlaceState) *Records {
	out := &Records{Revision: pic.Revision, Kind: kind, Records: []Record{}}
	for _, pl := range pic.PlacesOf(kind) {
		now := pl.StateOn(pic.Date)
		if !pl.IsCandidate() || state != "" && now != state {
			continue
		}
		out.Total++
		if pl.Cost != nil {
			out.Cost += *pl.Cost
		} else {
			out.Uncosted++
		}
		out.Records = append(out.Records, Record{RecordFacts: recordFacts(pl, pic.Date), Point: pl.Point.LonLat(), Next: string(city.PlaceStages()[rank(now)])})
	}
	slices.SortStableFunc(out.Records, func(a, b Record) int {
		return cmp.Or(cmp.Compare(rank(city.PlaceState(a.State)), rank(city.PlaceState(b.State))), cmp.Compare(a.Code, b.Code))
	})
	out.Records = out.Records[:min(len(out.Records), MostRecords)]
	return out
}

// rank is how many stages a state has come through: 0 of one that is only planned.
func rank(s city.PlaceState) int { return slices.Index(city.PlaceStages(), s) + 1 }
