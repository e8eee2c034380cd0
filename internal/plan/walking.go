package plan

import (
	"cmp"
	"maps"
	"math"
	"slices"

	"github.com/redsail/redsail/geo/walk"
)

// Walking says how far households have to walk, of those that were measured and reach a place.
type Walking struct {
	Households  int64   `json:"households" doc:"that were measured and reach a place, however far"`
	Unreachable int64   `json:"unreachable" doc:"that were measured and reach none"`
	MeanS       float64 `json:"mean_s"`
	MedianS     int     `json:"median_s"`
	P90S        int     `json:"p90_s"`
	WorstTenthS float64 `json:"worst_tenth_mean_s" doc:"mean of the tenth of the households that walk farthest"`
	Gini        float64 `json:"gini" doc:"of the walking time: 0 = all walk as long"`
	Within100M  int64   `json:"within_100_m" doc:"households that walk no longer than 100 m take (an adult: 80 s)"`
	// ByMinute has an entry for each minute up to the longest walk, and no more than histogramMinutes + 1.
	ByMinute []int64 `json:"by_minute" doc:"households by walking time: entry n those that walk longer than n minutes and no longer than n+1, the first those at the door too; the entry 30, where there is one, all that walk longer than 30"`
}

// histogramMinutes is how many minutes the histogram tells apart.
const histogramMinutes = 30

// hundredMetres is what 100 m take on level ground.
func (t *Town) hundredMetres() walk.Time { return walk.Time(math.Round(1000 / t.pace())) }

// ofTime is how many households walk so long.
type ofTime struct {
	time       walk.Time
	households int64
}

// walking sums up the walking times; nil when nobody was measured.
func (t *Town) walking(w *walks) *Walking {
	out, hundred := &Walking{ByMinute: []int64{}}, t.hundredMetres()
	var list []ofTime
	for i := range t.houses {
		h := &t.houses[i]
		switch {
		case !h.measured() || h.households == 0:
		case w.time[i] == walk.Never:
			out.Unreachable += h.households
		default:
			list = append(list, ofTime{w.time[i], h.households})
			out.Households += h.households
			out.countMinute(w.time[i], h.households)
			if w.time[i] <= hundred {
				out.Within100M += h.households
			}
		}
	}
	if out.Households == 0 {
		if out.Unreachable == 0 {
			return nil
		}
		return out
	}
	slices.SortFunc(list, func(a, b ofTime) int { return cmp.Compare(a.time, b.time) })
	out.spreadOf(list)
	return out
}

// countMinute puts households into the histogram: a walk of exactly 10 minutes is within the tenth.
func (w *Walking) countMinute(t walk.Time, households int64) {
	n := min(max(0, (int(t)-1)/600), histogramMinutes)
	for len(w.ByMinute) <= n {
		w.ByMinute = append(w.ByMinute, 0)
	}
	w.ByMinute[n] += households
}

// spreadOf works out the figures of times in rising order. Gini is 1 − 2·∫Lorenz: with n
// households and rank r from 1, (2·Σ r·t)/(n·Σ t) − (n+1)/n, summed up by groups of one time.
func (w *Walking) spreadOf(list []ofTime) {
	n := w.Households
	sum, ranked, worst, before := 0.0, 0.0, 0.0, int64(0)
	tenth := max(n/10, 1)
	for _, g := range list {
		t, k := float64(g.time)/10, g.households
		sum += t * float64(k)
		ranked += t * (float64(before)*float64(k) + float64(k)*float64(k+1)/2)
		if in := before + k - max(before, n-tenth); in > 0 {
			worst += t * float64(in)
		}
		if before < (n+1)/2 && before+k >= (n+1)/2 {
			w.MedianS = g.time.Seconds()
		}
		if at := (9*n + 9) / 10; before < at && before+k >= at {
			w.P90S = g.time.Seconds()
		}
		before += k
	}
	w.MeanS, w.WorstTenthS = sum/float64(n), worst/float64(tenth)
	if sum > 0 {
		w.Gini = max(0, 2*ranked/(float64(n)*sum)-float64(n+1)/float64(n))
	}
}

// sortedKeys are the keys of a map in order.
func sortedKeys[K cmp.Ordered, V any](m map[K]V) []K { return slices.Sorted(maps.Keys(m)) }
