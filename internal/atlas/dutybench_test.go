package atlas_test

import (
	"fmt"
	"runtime"
	"syscall"
	"testing"
	"time"

	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
)

// crowd are persons and posts of 20,000 grids and their compounds, as a large city has them.
func crowd(persons, posts int) city.Change {
	c := city.Change{Effective: city.OpenStart}
	for n := range persons {
		c.Entries = append(c.Entries, city.PutContent(&city.Person{Code: fmt.Sprintf("P%06d", n), Sealed: make([]byte, 120)}, city.Always()))
	}
	roles := []string{"full_time_worker", "grid_head", "professional_worker", "linked_member"}
	for n := range posts {
		hours := *workHours
		c.Entries = append(c.Entries, city.PutContent(&city.Post{
			Code: fmt.Sprintf("T%07d", n), Role: roles[n%len(roles)], At: seat(city.KindArea, "grid", fmt.Sprintf("3708110010%05d", n/8)), Person: fmt.Sprintf("P%06d", n%max(persons, 1)),
			Hours: &hours, OfficePhone: "0537-5550000", Duty: "巡查、走访", Tasks: []string{"public_order", "emergency"}, StandIns: []string{fmt.Sprintf("T%07d", n^1)},
		}, city.Always()))
	}
	return c
}

// BenchmarkStaff measures how long a picture with 50,000 persons and 200,000 posts takes longer to be
// read than one without, and how much memory it keeps.
func BenchmarkStaff(b *testing.B) {
	for _, size := range []struct{ persons, posts int }{{0, 0}, {50_000, 200_000}} {
		b.Run(fmt.Sprint(size.posts), func(b *testing.B) {
			s := openStore(b, dutyScheme)
			apply(b, s, always(area("street", "t", "", rect(0, 0, 60, 10))))
			all := crowd(size.persons, size.posts).Entries
			for len(all) > 0 {
				n := min(len(all), 50_000)
				apply(b, s, city.Change{Effective: city.OpenStart, Entries: all[:n]})
				all = all[n:]
			}
			var before, after runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&before)
			var a *atlas.Atlas
			began := processorTime(b)
			for b.Loop() {
				a = openAtlas(b, s, nil)
			}
			b.ReportMetric((processorTime(b)-began).Seconds()/float64(b.N), "cpu-s/op")
			runtime.GC()
			runtime.ReadMemStats(&after)
			b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/1e6, "MB")
			runtime.KeepAlive(a)
		})
	}
}

// processorTime is what the process has used so far.
func processorTime(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// BenchmarkPosts measures what posts add to the answer about a spot in a building of a compound.
func BenchmarkPosts(b *testing.B) {
	_, a := dutyCity(b)
	pic := a.Current()
	for _, at := range []string{"2026-11-23T10:00:00+08:00", "2026-11-22T20:00:00+08:00"} {
		asked := atlas.Asked{At: when(b, at)}
		for _, no := range []bool{true, false} {
			asked.NoPosts = no
			b.Run(fmt.Sprint(at[:13], " without ", no), func(b *testing.B) {
				b.ReportAllocs()
				q := rect(2, 2, 3, 3)[0][0][0]
				for b.Loop() {
					pic.Locate(q, asked)
				}
			})
		}
	}
}
