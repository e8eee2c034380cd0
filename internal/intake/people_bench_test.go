package intake_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/intake"
)

// manyPersons and manyPosts are tables of a large city: four posts for each person.
func manyPersons(n int) string {
	var b strings.Builder
	b.WriteString("工号,姓名,职务,值班电话,手机\n")
	for i := range n {
		fmt.Fprintf(&b, "P%06d,示例%d,网格员,138%08d,139%08d\n", i, i, i, i)
	}
	return b.String()
}

func manyPosts(persons, posts int) string {
	hours := []string{"周一至周五 08:30-12:00", "周一至周五 14:00-18:00", "周六 09:00-12:00;节假日休息", "20:00-08:00 夜班"}
	var b strings.Builder
	b.WriteString("岗位编码,角色,对象类型,对象编码,人员编码,职责,值班时间,替班岗位\n")
	for i := range posts {
		fmt.Fprintf(&b, "A%06d,专职网格员,网格,G%d,P%06d,示例职责,%s,A%06d\n", i, i%2+1, i%persons, hours[i/persons%len(hours)], (i+1)%posts)
	}
	return b.String()
}

// BenchmarkImportPeople is the import of a large city's staff into an empty store, and the same
// files once more. peak-MB is the largest heap that was seen.
func BenchmarkImportPeople(b *testing.B) {
	const persons, posts = 50_000, 200_000
	for _, c := range []struct {
		kind city.RecordKind
		rows int
		text string
	}{{city.KindPerson, persons, manyPersons(persons)}, {city.KindPost, posts, manyPosts(persons, posts)}} {
		for _, again := range []bool{false, true} {
			b.Run(fmt.Sprintf("%s/again=%v", c.kind, again), func(b *testing.B) {
				for b.Loop() {
					b.StopTimer()
					w := newStaffed(b)
					if c.kind == city.KindPost {
						w.people(city.KindPerson, []string{manyPersons(persons)})
					}
					path := w.write("csv", c.text)
					want := intake.Stored
					if again {
						w.table(c.kind, path)
						want = intake.Unchanged
					}
					runtime.GC()
					stop := watchHeap()
					b.StartTimer()
					r := w.table(c.kind, path)
					b.StopTimer()
					b.ReportMetric(stop(), "peak-MB")
					if r.Status != want || r.Accepted != c.rows {
						b.Fatalf("%s, %d accepted, %d pairs", r.Status, r.Accepted, r.Doubled)
					}
					b.StartTimer()
				}
				b.ReportMetric(float64(c.rows*b.N)/b.Elapsed().Seconds(), "rows/s")
			})
		}
	}
}

// watchHeap looks at the heap until it is stopped, and tells the largest one in megabytes.
func watchHeap() (stop func() float64) {
	done, peak := make(chan struct{}), make(chan float64)
	go func() {
		var most uint64
		tick := time.NewTicker(20 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-done:
				peak <- float64(most) / 1e6
				return
			case <-tick.C:
				var m runtime.MemStats
				runtime.ReadMemStats(&m)
				most = max(most, m.HeapInuse)
			}
		}
	}()
	return func() float64 { close(done); return <-peak }
}
