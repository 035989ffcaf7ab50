"""On weeks whose answers we know, are the numbers exactly those?"""
