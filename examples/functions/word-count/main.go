package main

import "strings"

// Handle counts the words of each line.
func Handle(lines []string) []int {
	counts := make([]int, len(lines))
	for i, line := range lines {
		counts[i] = len(strings.Fields(line))
	}
	return counts
}
