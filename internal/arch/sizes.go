package arch

import (
	"fmt"
	"slices"
)

// checkSizes returns what is too long, and a line that reports the percentiles. Functions
// of tests are not judged: a table of cases is long and easy to read.
func checkSizes(t *tree) (breaches []string, report string) {
	var files, funcs []int
	longFile := func(name string, lines int) {
		if lines > maxFileLines {
			breaches = append(breaches, fmt.Sprintf("%s has %d lines; at most %d", name, lines, maxFileLines))
		}
	}
	for i := range t.files {
		f := &t.files[i]
		files = append(files, f.lines)
		longFile(f.path, f.lines)
		if f.test {
			continue
		}
		for _, fn := range f.funcs {
			funcs = append(funcs, fn.lines)
			if fn.lines > maxFuncLines {
				breaches = append(breaches, fmt.Sprintf("%s:%d: %s has %d lines; at most %d", f.path, fn.line, fn.name, fn.lines, maxFuncLines))
			}
		}
	}
	for _, f := range t.texts {
		longFile(f.path, f.lines)
	}
	fileP90, funcP90 := percentile(files), percentile(funcs)
	if fileP90 > p90FileLines {
		breaches = append(breaches, fmt.Sprintf("one Go file in ten has more than %d lines; at most %d", fileP90, p90FileLines))
	}
	if funcP90 > p90FuncLines {
		breaches = append(breaches, fmt.Sprintf("one function in ten has more than %d lines; at most %d", funcP90, p90FuncLines))
	}
	return breaches, fmt.Sprintf("%d Go files, p90 %d lines; %d functions, p90 %d lines", len(files), fileP90, len(funcs), funcP90)
}

// percentile is the ninetieth: the smallest value that nine tenths do not pass; 0 of none.
func percentile(v []int) int {
	if len(v) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(v))
	return sorted[(len(sorted)*percentileShare+99)/100-1]
}
