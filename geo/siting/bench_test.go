package siting_test

import (
	"syscall"
	"testing"

	"github.com/redsail/redsail/geo/siting"
)

// The city of the study: 60 × 60 km, 100,000 buildings, 1,700 stations, 5,000 candidates.
var benchmarks = []struct {
	name string
	town town
}{
	{"mclp50", town{model: siting.MCLP, p: 50, limit: 6000, existing: 1700}},
	{"mclp200", town{model: siting.MCLP, p: 200, limit: 6000, existing: 1700}},
	{"mclp500greenfield", town{model: siting.MCLP, p: 500, limit: 6000}},
	{"pmedian50", town{model: siting.PMedian, p: 50, limit: 18000, existing: 1700}},
	{"lscp", town{model: siting.LSCP, limit: 6000}},
}

// cpu is the processor time of the process in milliseconds: others use the machine, and the clock
// on the wall would measure them.
func cpu() float64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return float64(u.Utime.Nano()+u.Stime.Nano()) / 1e6
}

// BenchmarkSolve tells, besides the time, the gap that is printed and the iterations.
func BenchmarkSolve(b *testing.B) {
	for _, bm := range benchmarks {
		b.Run(bm.name, func(b *testing.B) {
			c := bm.town
			c.homes, c.sites, c.side, c.clusters, c.seed = 100_000, 5_000, 60_000, 60, 1
			p := c.problem()
			links := 0
			for _, r := range p.Reach {
				links += len(r)
			}
			var res *siting.Result
			b.ResetTimer()
			before := cpu()
			for b.Loop() {
				var err error
				if res, err = siting.Solve(b.Context(), p, nil); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric((cpu()-before)/float64(b.N), "cpu_ms")
			b.ReportMetric(res.GapPercent, "gap_%")
			b.ReportMetric(float64(res.Iterations), "iterations")
			b.ReportMetric(float64(links), "links")
			b.ReportMetric(float64(res.Objective), "objective")
			if err := siting.Check(p, res); err != nil {
				b.Fatal(err)
			}
		})
	}
}
