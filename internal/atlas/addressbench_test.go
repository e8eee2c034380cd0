package atlas_test

import (
	"context"
	"runtime"
	"slices"
	"testing"
	"time"

	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/demo"
)

// BenchmarkAddress finds addresses as people write them, in the whole city, one after the other.
func BenchmarkAddress(b *testing.B) {
	d := openDemo(b, demo.SizeCity)
	w, pic := newWriter(b, d, 2), d.atlas.Current()
	texts := make([]string, 2000)
	for i := range texts {
		texts[i] = w.write().text
	}
	ask := func(text string) {
		if _, err := pic.Address(b.Context(), atlas.AddressAsk{Text: text}); err != nil {
			b.Fatal(err)
		}
	}
	ask(texts[0]) // makes the book
	var took []time.Duration
	for i := 0; b.Loop(); i++ {
		begun := time.Now()
		ask(texts[i%len(texts)])
		took = append(took, time.Since(begun))
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds()), "p50-µs")
	b.ReportMetric(float64(took[len(took)*95/100].Microseconds()), "p95-µs")
	b.ReportMetric(float64(len(took))/b.Elapsed().Seconds(), "addresses/s")
}

// BenchmarkAddressWorst reads the longest texts there are: of characters that the city does not have in
// this order, and of its names one after the other.
func BenchmarkAddressWorst(b *testing.B) {
	d := openDemo(b, demo.SizeCity)
	w, pic := newWriter(b, d, 3), d.atlas.Current()
	var letters []rune
	for _, l := range w.lines {
		letters = append(letters, []rune(l.Names.Zh)...)
	}
	mixed, names := make([]rune, 0, atlas.MaxAddressText), []rune{}
	for len(mixed) < atlas.MaxAddressText {
		mixed = append(mixed, letters[w.IntN(len(letters))])
	}
	for len(names) < atlas.MaxAddressText {
		names = append(names, []rune(w.lines[w.IntN(len(w.lines))].Names.Zh+w.buildings[w.IntN(len(w.buildings))].Address.Compound)...)
	}
	for name, text := range map[string]string{"mixed": string(mixed), "names": string(names[:atlas.MaxAddressText])} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := pic.Address(b.Context(), atlas.AddressAsk{Text: text}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkAddressBook makes the book of the whole city.
func BenchmarkAddressBook(b *testing.B) {
	d := openDemo(b, demo.SizeCity)
	for b.Loop() {
		b.StopTimer()
		a, err := atlas.Open(context.Background(), d.store, noon)
		if err != nil {
			b.Fatal(err)
		}
		before := heap()
		b.StartTimer()
		if _, err := a.Current().Address(b.Context(), atlas.AddressAsk{Text: "社区"}); err != nil {
			b.Fatal(err)
		}
		b.StopTimer()
		b.ReportMetric(float64(heap()-before)/1e6, "MB")
		runtime.KeepAlive(a)
		b.StartTimer()
	}
}
